package config

import (
	"path/filepath"

	"swarm/messages"
)

// Directory is where things are kept.
type Directory struct {
	LogsDir      string `yaml:"logs_dir"`
	NodeFilesDir string `yaml:"node_files_dir"`
	TrackerDBDir string `yaml:"tracker_db_dir"`
}

// Under gives the folders below base, which is a command's -dir; a folder with an absolute path stays where it is.
func (d Directory) Under(base string) Directory {
	for _, folder := range []*string{&d.LogsDir, &d.NodeFilesDir, &d.TrackerDBDir} {
		if !filepath.IsAbs(*folder) {
			*folder = filepath.Join(base, *folder)
		}
	}
	return d
}

// NodeDir is the folder of one node, for example node_files/node7.
func (d Directory) NodeDir(node messages.NodeID) string {
	return filepath.Join(d.NodeFilesDir, "node"+node.String())
}
