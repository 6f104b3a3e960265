package disk

import "golang.org/x/sys/windows"

// renameNew renames a file to a name that must be free; fs.ErrExist says that it is not. MoveFileEx replaces nothing
// unless it is told to.
func renameNew(from, to string) error {
	source, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(source, target, 0)
}

// syncFolder does nothing: Windows writes the names of a folder by itself.
func syncFolder(string) error { return nil }
