//go:build !windows && !linux

package disk

// renameNoReplace renames a file. It returns fs.ErrExist if a file of the new name exists.
func renameNoReplace(from, to string) error { return renameByLink(from, to) }
