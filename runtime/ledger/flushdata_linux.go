package ledger

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// flushData flushes the content and the length of a file to the disk, but not its times: that saves a write.
func flushData(file *os.File) error {
	for {
		if err := unix.Fdatasync(int(file.Fd())); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
