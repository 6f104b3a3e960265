package emulator

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openTUN creates a TUN device. Each read returns one IP packet that its namespace sends; each write passes one packet
// to the namespace. Without IFF_VNET_HDR the kernel cuts trains into packets, and computes checksums, before they are
// read.
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
		_ = unix.Close(fd) // The error to report is the one from the ioctl.
		return nil, fmt.Errorf("emulator: make the device %s: %w", name, err)
	}
	return os.NewFile(uintptr(fd), name), nil
}
