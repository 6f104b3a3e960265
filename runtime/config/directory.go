package config

import (
	"path/filepath"

	"swarm/messages"
)

// Directory names the folders in which files are kept.
type Directory struct {
	LogsDir      string `yaml:"logs_dir"`
	NodeFilesDir string `yaml:"node_files_dir"`
	TrackerDBDir string `yaml:"tracker_db_dir"`
}

// Under returns the folders relative to base, the value of a command's -dir. An absolute folder is unchanged.
func (d Directory) Under(base string) Directory {
	for _, folder := range []*string{&d.LogsDir, &d.NodeFilesDir, &d.TrackerDBDir} {
		if !filepath.IsAbs(*folder) {
			*folder = filepath.Join(base, *folder)
		}
	}
	return d
}

// NodeDir returns the folder of a node, for example node_files/node7.
func (d Directory) NodeDir(node messages.NodeID) string {
	return filepath.Join(d.NodeFilesDir, "node"+node.String())
}
