//go:build unix

package endtoend

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience is how long a test waits before it gives up. It is no measure of speed: a machine may have a lot else to do.
const patience = 3 * time.Minute

// process is one command that runs, with all it has printed.
type process struct {
	t      *testing.T
	name   string // for people
	exec   *exec.Cmd
	stdin  io.WriteCloser
	exited chan struct{} // closed when it is gone and all its output is here

	mutex   sync.Mutex
	stdout  []string
	stderr  []string
	changed chan struct{} // closed, and replaced, with each line
}

// launch says how to start a command.
type launch struct {
	command    string // peer, tracker or swarm
	arguments  []string
	folder     string // the current one
	credential *syscall.Credential
}

// start starts a command. It is killed at the end of the test, if it is still there.
func start(t *testing.T, how launch) *process {
	t.Helper()
	p := &process{t: t, name: how.command + " " + strings.Join(how.arguments, " "), changed: make(chan struct{}),
		exited: make(chan struct{}), exec: exec.Command(command(t, how.command), how.arguments...)}
	p.exec.Dir = how.folder
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
			p.tell()
		}
	})
	return p
}

// gather takes in all that the process prints, and then its end.
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
	_ = p.exec.Wait() // a status that is not 0 is what some tests want: ProcessState has it
	close(p.exited)
}

// kill ends the process as kill -9 does, and waits until it is gone.
func (p *process) kill() {
	_ = p.exec.Process.Kill() // it may have ended already
	<-p.exited
}

// interrupt is Ctrl-C.
func (p *process) interrupt() {
	p.t.Helper()
	require.NoError(p.t, p.exec.Process.Signal(os.Interrupt))
}

// status waits for the end, and gives the exit status.
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

// await waits for a line of the standard output, among those printed already or to come.
func (p *process) await(what string, wanted func(line string) bool) string {
	p.t.Helper()
	timeout := time.After(patience)
	for seen, over := 0, false; ; {
		p.mutex.Lock()
		lines, changed := p.stdout[seen:], p.changed
		seen = len(p.stdout)
		p.mutex.Unlock()
		for _, line := range lines {
			if wanted(line) {
				return line
			}
		}
		if over {
			require.Fail(p.t, "it ended", "%s ended without: %s", p.name, what)
		}
		select {
		case <-changed:
		case <-p.exited:
			over = true
		case <-timeout:
			require.Fail(p.t, "it does not come", "%s does not print: %s", p.name, what)
		}
	}
}

// says waits for a line with a text in it.
func (p *process) says(text string) string {
	p.t.Helper()
	return p.await(text, func(line string) bool { return strings.Contains(line, text) })
}

// event waits for the first event of a name, in the output of -json.
func (p *process) event(name string) map[string]any {
	p.t.Helper()
	return p.nthEvent(name, 1)
}

// summary is the last line of -json, of a process that has ended.
func (p *process) summary() map[string]any {
	p.t.Helper()
	p.status()
	require.NotEmpty(p.t, p.stdout, "%s printed nothing", p.name)
	var object map[string]any
	require.NoError(p.t, json.Unmarshal([]byte(p.stdout[len(p.stdout)-1]), &object))
	require.Equal(p.t, "summary", object["event"])
	return object
}

// errors is what a process that has ended said on its standard error.
func (p *process) errors() string {
	p.t.Helper()
	p.status()
	return strings.Join(p.stderr, "\n")
}

// mostTold is how many lines of an output or a log are shown: the end tells what went wrong.
const mostTold = 60

// tell shows what the process printed.
func (p *process) tell() {
	p.t.Logf("%s\n--- stdout\n%s\n--- stderr\n%s", p.name, tail(p.stdout), tail(p.stderr))
}

func tail(lines []string) string {
	return strings.Join(lines[max(0, len(lines)-mostTold):], "\n")
}

// nthEvent waits for the nth event of a name.
func (p *process) nthEvent(name string, n int) map[string]any {
	p.t.Helper()
	var object map[string]any
	p.await("one more event "+name, func(line string) bool {
		var read map[string]any
		if json.Unmarshal([]byte(line), &read) != nil || read["event"] != name {
			return false
		}
		object = read
		n--
		return n == 0
	})
	return object
}
