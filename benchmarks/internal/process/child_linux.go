package process

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes a child end when the benchmark is killed.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
