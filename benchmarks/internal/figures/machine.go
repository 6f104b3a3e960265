package figures

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// Machine describes where figures were measured. Figures mean nothing without it.
type Machine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	SHA       bool   `json:"sha_instructions"` // amd64 only: these instructions make verification several times faster
	System    string `json:"system"`
	Go        string `json:"go"`
	Commit    string `json:"commit"` // followed by "+" if the tree has changes
	Load      string `json:"load"`   // load averages over 1, 5 and 15 minutes, before the measurement
}

// ThisMachine describes this machine and commit. What cannot be determined is "unknown".
func ThisMachine() Machine {
	m := Machine{Processor: "unknown", Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH,
		Go: runtime.Version(), Commit: "unknown", Load: "unknown"}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			switch key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) {
			case "model name":
				m.Processor = strings.TrimSpace(value)
			case "flags":
				m.SHA = slices.Contains(strings.Fields(value), "sha_ni")
			}
		}
	}
	if text, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.System += " " + strings.TrimSpace(string(text))
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(text))[:3], " ")
	}
	if text, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		m.Commit = strings.TrimSpace(string(text))
		if exec.Command("git", "diff", "--quiet", "HEAD").Run() != nil {
			m.Commit += "+"
		}
	}
	return m
}

func (m Machine) String() string {
	sha := "with"
	if !m.SHA {
		sha = "no"
	}
	return fmt.Sprintf("%s, %d cores, %s SHA instructions, %s, %s, commit %s, load %s", m.Processor, m.Cores, sha,
		m.System, m.Go, m.Commit, m.Load)
}
