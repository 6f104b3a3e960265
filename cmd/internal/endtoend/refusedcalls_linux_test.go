package endtoend

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// refusal lets the kernel refuse a system call of a process, as a file system does that has no locks or whose quota is
// used up.
type refusal struct {
	call  uint32
	errno syscall.Errno
	least uint32 // of the call's third argument, such as a number of bytes
}

// refusalOf is the environment variable by which a process of the test binary is told to install a refusal.
const refusalOf = "SWARM_ENDTOEND_REFUSE"

// runRefused becomes another command, of which a system call is refused. It does not return unless that fails.
func runRefused(how string, arguments []string) error {
	var r refusal
	if _, err := fmt.Sscanf(how, "%d %d %d", &r.call, &r.errno, &r.least); err != nil {
		return err
	}
	const callNumber, thirdArgument = 0, 32 // offsets in struct seccomp_data; of the argument, its lower half
	program := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: callNumber},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: r.call},
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: thirdArgument},
		{Code: unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K, Jf: 1, K: r.least},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(r.errno)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC,
		uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return errno
	}
	return syscall.Exec(arguments[0], arguments, append(os.Environ(), refusalOf+"="))
}

// A file system has no locks, as some network mounts. The error says what to do, or the download succeeds without.
func TestFileSystemWithoutLocks(t *testing.T) {
	t.Parallel()
	s, original, torrent := sharedSample(t)
	two := s.refused(refusal{call: unix.SYS_FLOCK, errno: unix.ENOLCK}, "download", torrent)
	if two.status() == 0 {
		original.isAt(t, s.copyOf(2, "data.bin"))
		return
	}
	two.failsWith("-dir")
}

// The user's quota is used up, before the node has its folder or when it writes a piece. The error says so, and does
// not speak of a full disk.
func TestQuotaIsReported(t *testing.T) {
	t.Parallel()
	s, _, torrent := sharedSample(t)
	for _, least := range []uint32{0, 4096} { // the process id in the lock has fewer bytes
		two := s.refused(refusal{call: unix.SYS_PWRITE64, errno: unix.EDQUOT, least: least}, "download", torrent)
		two.failsWith("quota", "remove some files")
		require.NotContains(t, two.errors(), "the disk is full")
		require.False(t, exists(t, s.copyOf(2, "data.bin")))
	}
}

// sharedSample starts a swarm with an owner of a file.
func sharedSample(t *testing.T) (s *swarm, original file, torrent string) {
	t.Helper()
	s = newSwarm(t, "")
	s.track()
	original = sample(t, filepath.Join(s.dir, "data.bin"), 3_000_000, 70)
	_, torrent = s.share(1, original.path)
	return s, original, torrent
}

// refused starts peer 2, of which a system call is refused.
func (s *swarm) refused(what refusal, arguments ...string) *process {
	s.t.Helper()
	return start(s.t, launch{command: "peer", folder: s.dir, refuse: fmt.Sprintf("%d %d %d", what.call, what.errno,
		what.least),
		arguments: append([]string{"-node_id", "2", "-tracker", s.url, "-udp", "127.0.0.1:0", "-json"}, arguments...)})
}
