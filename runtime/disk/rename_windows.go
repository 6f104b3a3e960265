package disk

import "golang.org/x/sys/windows"

// renameNoReplace renames a file. It returns fs.ErrExist if a file of the new name exists. MoveFileEx replaces an
// existing file only with the flag MOVEFILE_REPLACE_EXISTING.
func renameNoReplace(from, to string) error {
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

// syncFolder does nothing: Windows cannot sync a folder; it writes the names in it by itself.
func syncFolder(string) error { return nil }
