package process

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Command describes how to start a process.
type Command struct {
	Name string   // for messages, such as "receiver 2"
	Argv []string // the program and its arguments
	Dir  string   // working directory
}

// Process is a child process.
type Process struct {
	Name   string
	Began  time.Time
	exec   *exec.Cmd
	stdin  io.WriteCloser
	lines  *lines // standard output
	stderr *tail  // the end of standard error

	ended chan struct{} // closed when the process has ended and all its output was read
	end   time.Time     // valid once ended is closed
	err   error         // the result of exec.Cmd.Wait; valid once ended is closed

	memory
}

// Start starts a process. Closing the group kills it.
func (g *Group) Start(command Command) (*Process, error) {
	p := &Process{Name: command.Name, lines: newLines(), stderr: &tail{}, ended: make(chan struct{})}
	p.exec = exec.CommandContext(g.ctx, command.Argv[0], command.Argv[1:]...)
	p.exec.Dir = command.Dir
	p.exec.Stdout, p.exec.Stderr = p.lines, p.stderr
	p.exec.WaitDelay = time.Second // do not wait longer for a grandchild that keeps the output open
	dieWithParent(p.exec)
	var err error
	if p.stdin, err = p.exec.StdinPipe(); err != nil {
		return nil, fmt.Errorf("process: start %s: %w", command.Name, err)
	}
	p.Began = time.Now()
	if err := p.exec.Start(); err != nil {
		return nil, fmt.Errorf("process: start %s: %w", command.Name, err)
	}
	go func() {
		p.err = p.exec.Wait()
		p.end = time.Now()
		p.lines.close()
		close(p.ended)
	}()
	g.mutex.Lock()
	g.members = append(g.members, p)
	g.mutex.Unlock()
	return p, nil
}

// WriteLine writes a line to the standard input.
func (p *Process) WriteLine(line string) error {
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		return p.failed("tell", err)
	}
	return nil
}

// Wait waits for the process to end and returns when it did. The process must end within the limit, with status 0.
func (p *Process) Wait(limit time.Duration) (time.Time, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		return time.Time{}, p.failed("wait for", fmt.Errorf("it is still running after %v", limit))
	}
	if p.err != nil {
		return p.end, p.failed("run", p.err)
	}
	return p.end, nil
}

// PID returns the process id.
func (p *Process) PID() int { return p.exec.Process.Pid }

// hasEnded reports whether the process has ended.
func (p *Process) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// failed returns an error that includes the end of the process's standard error.
func (p *Process) failed(verb string, cause error) error {
	text := fmt.Sprintf("process: %s %s", verb, p.Name)
	if output := strings.TrimSpace(p.stderr.String()); output != "" {
		cause = errors.Join(cause, errors.New(output))
	}
	return fmt.Errorf("%s: %w", text, cause)
}

// tail keeps the end of what is written to it.
type tail struct {
	mutex sync.Mutex
	text  []byte
}

// tailBytes is how much of the standard error is kept. Its end usually names the problem.
const tailBytes = 4 << 10

func (t *tail) Write(text []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.text = append(t.text, text...)
	t.text = t.text[max(0, len(t.text)-tailBytes):]
	return len(text), nil
}

func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return string(t.text)
}

// Kill kills the process, if it still runs, and waits until it has ended.
func (p *Process) Kill() {
	_ = p.exec.Process.Kill() // an error means that it has ended already
	<-p.ended
}
