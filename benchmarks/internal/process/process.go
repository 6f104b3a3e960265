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

// Command says how a process is started.
type Command struct {
	Name string   // for people: "receiver 2"
	Argv []string // the program and its arguments
	Dir  string   // its current folder
}

// Process is one child.
type Process struct {
	Name  string
	Began time.Time
	exec  *exec.Cmd
	stdin io.WriteCloser
	lines *lines // standard output
	says  *tail  // standard error

	ended chan struct{} // closed when it is gone and all its output is here
	end   time.Time     // valid once ended is closed
	err   error         // likewise: what Wait gave

	memory
}

// Start starts a process. It is killed when the group closes.
func (g *Group) Start(command Command) (*Process, error) {
	p := &Process{Name: command.Name, lines: newLines(), says: &tail{}, ended: make(chan struct{})}
	p.exec = exec.CommandContext(g.ctx, command.Argv[0], command.Argv[1:]...)
	p.exec.Dir = command.Dir
	p.exec.Stdout, p.exec.Stderr = p.lines, p.says
	p.exec.WaitDelay = time.Second // a grandchild that keeps the output open does not keep us
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

// Tell writes a line to the standard input.
func (p *Process) Tell(line string) error {
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		return p.failed("tell", err)
	}
	return nil
}

// Wait waits for the end, which must come within the limit and with status 0, and gives its time.
func (p *Process) Wait(limit time.Duration) (time.Time, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		return time.Time{}, p.failed("wait for", fmt.Errorf("it still runs after %v", limit))
	}
	if p.err != nil {
		return p.end, p.failed("run", p.err)
	}
	return p.end, nil
}

// Kill ends the process at once.
func (p *Process) Kill() {
	_ = p.exec.Process.Kill() // it may have ended already
	<-p.ended
}

// PID is the process's number.
func (p *Process) PID() int { return p.exec.Process.Pid }

// gone tells whether the process has ended.
func (p *Process) gone() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// failed adds to an error what the process said last.
func (p *Process) failed(verb string, cause error) error {
	text := fmt.Sprintf("process: %s %s", verb, p.Name)
	if said := strings.TrimSpace(p.says.String()); said != "" {
		cause = errors.Join(cause, errors.New(said))
	}
	return fmt.Errorf("%s: %w", text, cause)
}

// tail keeps the end of what is written to it.
type tail struct {
	mutex sync.Mutex
	text  []byte
}

// tailBytes is how much of an error output is shown: its end tells what went wrong.
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
