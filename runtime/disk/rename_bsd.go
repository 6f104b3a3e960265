//go:build !windows && !linux

package disk

// renameNew renames a file to a name that must be free; fs.ErrExist says that it is not.
func renameNew(from, to string) error { return linkNew(from, to) }
