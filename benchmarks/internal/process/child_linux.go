package process

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes the kernel kill a child when the benchmark dies.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
