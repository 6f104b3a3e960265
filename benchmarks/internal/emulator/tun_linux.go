package emulator

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openTUN makes a TUN device: each read gives one IP packet that its namespace sends, each write one that it receives.
// Without IFF_VNET_HDR the kernel cuts batches into packets, and fills in checksums, before we see them.
func openTUN(name string) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("emulator: open /dev/net/tun: this needs root and the tun module: %w", err)
	}
	request, err := unix.NewIfreq(name)
	if err == nil {
		request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
	}
	if err != nil {
		_ = unix.Close(fd) // the error before it is the one to tell
		return nil, fmt.Errorf("emulator: make the device %s: %w", name, err)
	}
	return os.NewFile(uintptr(fd), name), nil
}
