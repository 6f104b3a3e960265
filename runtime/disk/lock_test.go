package disk

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestFolderIsLocked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "node7")
	b := newBench(t, dir)
	_, err := New(Options{Dir: dir})
	require.ErrorContains(t, err, "disk: lock node folder "+dir+": it is in use by another process (pid "+
		strconv.Itoa(os.Getpid())+")")
	require.NoError(t, b.Stop())
	newBench(t, dir)
}

// holdFolder runs in a second process of the test binary. It keeps a folder locked until the process is killed.
func holdFolder(dir string) {
	if _, err := New(Options{Dir: dir}); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	select {}
}

func TestLockEndsWithKilledProcess(t *testing.T) {
	dir := t.TempDir()
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), "SWARM_DISK_TEST_HOLD="+dir)
	out, err := holder.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, holder.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "held\n", line)

	_, err = New(Options{Dir: dir})
	require.ErrorContains(t, err, fmt.Sprintf("(pid %d)", holder.Process.Pid))
	write(t, filepath.Join(dir, ".swarm-123.tmp"), []byte("left over"))
	require.NoError(t, holder.Process.Kill())
	require.Error(t, holder.Wait())
	newBench(t, dir)
	require.NoFileExists(t, filepath.Join(dir, ".swarm-123.tmp"))
}

func TestFolderCannotBeCreated(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "file"), nil)
	_, err := New(Options{Dir: filepath.Join(file, "node1")})
	require.ErrorContains(t, err, "choose another folder with -dir")
}

func TestToken(t *testing.T) {
	dir := t.TempDir()
	b := newBench(t, dir)
	token, err := b.LoadToken()
	require.NoError(t, err)
	require.Empty(t, token)
	const saved = messages.Token("0123456789abcdef0123456789abcdef")
	require.NoError(t, b.SaveToken("ffffffffffffffffffffffffffffffff"))
	require.NoError(t, b.SaveToken(saved))
	token, err = b.LoadToken()
	require.NoError(t, err)
	require.Equal(t, saved, token)
	info, err := os.Stat(b.OwnFile(tokenName))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	for _, damaged := range []string{"", "0123", "x123456789abcdef0123456789abcdef", string(content(1000))} {
		write(t, b.OwnFile(tokenName), []byte(damaged))
		_, err = b.LoadToken()
		require.ErrorContains(t, err, "it is damaged: remove it")
	}
}

// TestTokenForEachTracker: a tracker never sees the token for another one. The token of earlier versions becomes that
// of the first tracker in use.
func TestTokenForEachTracker(t *testing.T) {
	const old = messages.Token("0123456789abcdef0123456789abcdef")
	const other = messages.Token("ffffffffffffffffffffffffffffffff")
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".token"), []byte(old))
	load := func(tracker string) messages.Token {
		s, err := New(Options{Dir: dir, Tracker: tracker})
		require.NoError(t, err)
		defer s.Stop()
		token, err := s.LoadToken()
		require.NoError(t, err)
		if token == "" {
			require.NoError(t, s.SaveToken(other))
		}
		return token
	}
	require.Equal(t, old, load("http://first:1"))
	require.Empty(t, load("http://second:1"))
	require.Equal(t, old, load("http://FIRST:1/"))
	require.Equal(t, other, load("http://second:1"))
	require.NoFileExists(t, filepath.Join(dir, ".token"))
}
