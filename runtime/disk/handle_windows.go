package disk

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// openForReading opens an existing file for reading.
func openForReading(filePath string) (*os.File, error) {
	return openShared(filePath, windows.GENERIC_READ, windows.OPEN_EXISTING)
}

// names returns the number of names (hard links) that a file has. Here it is unknown: only users with rights of their
// own can make links.
func names(fs.FileInfo) uint64 { return 1 }

// openReadWrite opens a file for reading and writing. If create is set, it creates the file, which must not exist yet.
func openReadWrite(filePath string, create bool) (*os.File, error) {
	mode := uint32(windows.OPEN_EXISTING)
	if create {
		mode = windows.CREATE_NEW
	}
	return openShared(filePath, windows.GENERIC_READ|windows.GENERIC_WRITE, mode)
}

// openShared opens a file so that it can be renamed while it is open. A download is renamed while it is being served,
// and os.OpenFile would not allow that on Windows.
func openShared(filePath string, access, mode uint32) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(filePath)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: filePath, Err: err}
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	handle, err := windows.CreateFile(name, access, share, nil, mode, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: filePath, Err: err}
	}
	return os.NewFile(uintptr(handle), filePath), nil
}
