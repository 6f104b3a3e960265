//go:build unix

package endtoend

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long a test waits before it fails. It is long, because the machine may be busy with other work.
const patience = 3 * time.Minute

// process is a running command and what it has printed.
type process struct {
	t      *testing.T
	name   string // for people
	exec   *exec.Cmd
	stdin  io.WriteCloser
	exited chan struct{} // closed when it has ended and all its output was read

	mutex   sync.Mutex
	stdout  []string
	stderr  []string
	changed chan struct{} // closed and replaced at each line
}

// launch describes how to start a command.
type launch struct {
	command     string // peer, tracker or swarm
	program     string // another program, instead of a command
	arguments   []string
	folder      string // the working directory
	credential  *syscall.Credential
	descriptors int    // how many files it may have open; 0: as many as the test
	refuse      string // a system call that the kernel refuses; see runRefused
}

// start starts a command. If it still runs at the end of the test, it is killed.
func start(t *testing.T, how launch) *process {
	t.Helper()
	program := how.program
	if program == "" {
		program = command(t, how.command)
	}
	p := &process{t: t, name: filepath.Base(program) + " " + strings.Join(how.arguments, " "),
		changed: make(chan struct{}), exited: make(chan struct{}), exec: exec.Command(program, how.arguments...)}
	p.exec.Dir = how.folder
	if how.descriptors > 0 {
		script := fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, how.descriptors)
		p.exec.Path, p.exec.Args = "/bin/sh", append([]string{"sh", "-c", script}, p.exec.Args...)
	}
	if how.refuse != "" {
		p.exec.Path = os.Args[0]
		p.exec.Env = append(os.Environ(), refusalOf+"="+how.refuse)
	}
	if how.credential != nil {
		p.exec.SysProcAttr = &syscall.SysProcAttr{Credential: how.credential}
	}
	var err error
	p.stdin, err = p.exec.StdinPipe()
	require.NoError(t, err)
	out, err := p.exec.StdoutPipe()
	require.NoError(t, err)
	errs, err := p.exec.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.exec.Start())
	go p.gather(out, errs)
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			p.logOutput()
		}
	})
	return p
}

// gather reads everything that the process prints, and waits until it ends.
func (p *process) gather(out, errs io.Reader) {
	var both sync.WaitGroup
	read := func(from io.Reader, to *[]string) {
		lines := bufio.NewScanner(from)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			p.mutex.Lock()
			*to = append(*to, lines.Text())
			close(p.changed)
			p.changed = make(chan struct{})
			p.mutex.Unlock()
		}
	}
	both.Go(func() { read(out, &p.stdout) })
	both.Go(func() { read(errs, &p.stderr) })
	both.Wait()
	_ = p.exec.Wait() // the status may be wanted: tests read it from ProcessState
	close(p.exited)
}

// kill ends the process with SIGKILL and waits for its end.
func (p *process) kill() {
	_ = p.exec.Process.Kill() // it may have ended already
	<-p.exited
}

// interrupt sends SIGINT, as Ctrl-C does.
func (p *process) interrupt() {
	p.t.Helper()
	require.NoError(p.t, p.exec.Process.Signal(os.Interrupt))
}

// status waits for the end of the process and returns its exit status.
func (p *process) status() int {
	p.t.Helper()
	return p.statusWithin(patience)
}

func (p *process) statusWithin(limit time.Duration) int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.exec.ProcessState.ExitCode()
	case <-time.After(limit):
		require.Fail(p.t, "it does not end", "%s still runs after %v", p.name, limit)
		return -1
	}
}

// enter types a line at the prompt.
func (p *process) enter(line string) {
	p.t.Helper()
	_, err := io.WriteString(p.stdin, line+"\n")
	require.NoError(p.t, err)
}

// await returns the first line of standard output, past or future, for which wanted returns true.
func (p *process) await(what string, wanted func(line string) bool) string {
	p.t.Helper()
	timeout := time.After(patience)
	for seen, ended := 0, false; ; {
		p.mutex.Lock()
		lines, changed := p.stdout[seen:], p.changed
		seen = len(p.stdout)
		p.mutex.Unlock()
		for _, line := range lines {
			if wanted(line) {
				return line
			}
		}
		if ended {
			require.Fail(p.t, "it ended", "%s ended without: %s", p.name, what)
		}
		select {
		case <-changed:
		case <-p.exited:
			ended = true
		case <-timeout:
			require.Fail(p.t, "it does not come", "%s does not print: %s", p.name, what)
		}
	}
}

// says waits for a line that contains a text.
func (p *process) says(text string) string {
	p.t.Helper()
	return p.await(text, func(line string) bool { return strings.Contains(line, text) })
}

// event waits for the first event with a name, in the output of -json.
func (p *process) event(name string) map[string]any {
	p.t.Helper()
	return p.nthEvent(name, 1)
}

// summary waits for the end of the process and returns the last line of -json.
func (p *process) summary() map[string]any {
	p.t.Helper()
	p.status()
	require.NotEmpty(p.t, p.stdout, "%s printed nothing", p.name)
	var object map[string]any
	require.NoError(p.t, json.Unmarshal([]byte(p.stdout[len(p.stdout)-1]), &object))
	require.Equal(p.t, "summary", object["event"])
	return object
}

// errors waits for the end of the process and returns its standard error.
func (p *process) errors() string {
	p.t.Helper()
	p.status()
	return strings.Join(p.stderr, "\n")
}

// maxShown is how many lines of an output or a log are shown when a test fails: the last ones, which say what went
// wrong.
const maxShown = 60

// logOutput writes what the process printed to the log of the test.
func (p *process) logOutput() {
	p.t.Logf("%s\n--- stdout\n%s\n--- stderr\n%s", p.name, tail(p.stdout), tail(p.stderr))
}

func tail(lines []string) string {
	return strings.Join(lines[max(0, len(lines)-maxShown):], "\n")
}

// nthEvent waits for the nth event with a name.
func (p *process) nthEvent(name string, n int) map[string]any {
	p.t.Helper()
	var object map[string]any
	p.await("one more event "+name, func(line string) bool {
		var event map[string]any
		if json.Unmarshal([]byte(line), &event) != nil || event["event"] != name {
			return false
		}
		object = event
		n--
		return n == 0
	})
	return object
}
