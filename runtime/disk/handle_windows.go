package disk

import (
	"os"

	"golang.org/x/sys/windows"
)

func openForReading(path string) (*os.File, error) {
	return openShared(path, windows.GENERIC_READ, windows.OPEN_EXISTING)
}

// openReadWrite opens a file for reading and writing; a fresh one must not be there yet.
func openReadWrite(path string, fresh bool) (*os.File, error) {
	mode := uint32(windows.OPEN_EXISTING)
	if fresh {
		mode = windows.CREATE_NEW
	}
	return openShared(path, windows.GENERIC_READ|windows.GENERIC_WRITE, mode)
}

// openShared opens a file so that it can be renamed while it is open, which os.OpenFile does not allow: a finished
// download gets its final name while it is being served.
func openShared(path string, access, mode uint32) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	handle, err := windows.CreateFile(name, access, share, nil, mode, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}
