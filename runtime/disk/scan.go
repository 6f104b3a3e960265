package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"swarm/messages/metainfo"
)

// Scan are the options of ScanFolder.
type Scan struct {
	Hidden  bool     // take files and folders, too, whose names begin with a dot
	Exclude []string // patterns (path.Match) of paths inside the folder, or of names, that are left out
}

// LeftOut is a file that ScanFolder leaves out.
type LeftOut struct {
	FilePath string // inside the folder
	Reason   string
}

// ScanFolder returns the files and symbolic links of a folder, as members of a torrent. Symbolic links that lead out of
// the folder, devices and the like are left out, and so is what the options say.
func ScanFolder(ctx context.Context, folder string, scan Scan) (members []metainfo.Member, left []LeftOut, err error) {
	for _, pattern := range scan.Exclude {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, nil, fmt.Errorf("the pattern %q is not valid: %w", pattern, err)
		}
	}
	var found []*metainfo.Member // pointers, so that a long list grows without copies of the values
	err = filepath.WalkDir(folder, func(filePath string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %w", filePath, advise(err))
		}
		if filePath == folder {
			return ctx.Err()
		}
		relative, err := filepath.Rel(folder, filePath)
		if err != nil {
			return err
		}
		inside := filepath.ToSlash(relative)
		if reason := scan.reason(inside); reason != "" {
			left = append(left, LeftOut{inside, reason})
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return ctx.Err()
		}
		member, reason, err := memberOf(folder, inside, entry)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", filePath, advise(err))
		case reason != "":
			left = append(left, LeftOut{inside, reason})
		default:
			found = append(found, &member)
		}
		return nil
	})
	members = make([]metainfo.Member, 0, len(found))
	for _, member := range found {
		members = append(members, *member)
	}
	if err == nil && len(members) == 0 {
		err = errors.New("the folder contains no files")
	}
	return members, left, err
}

// reason returns why a file is left out, or "".
func (s Scan) reason(filePath string) string {
	name := path.Base(filePath)
	if !s.Hidden && strings.HasPrefix(name, ".") {
		return "it is hidden"
	}
	for _, pattern := range s.Exclude {
		if metainfo.Like(pattern, filePath) {
			return "it is excluded"
		}
	}
	return ""
}

// memberOf returns the member for a file, or the reason why it is left out.
func memberOf(folder, filePath string, entry fs.DirEntry) (metainfo.Member, string, error) {
	member := metainfo.Member{FilePath: filePath}
	info, err := entry.Info()
	switch {
	case err != nil:
		return member, "", err
	case info.Mode().IsRegular():
		member.Length, member.Executable = info.Size(), info.Mode()&0o111 != 0
		return member, "", nil
	case info.Mode()&fs.ModeSymlink == 0:
		return member, "it is not a regular file", nil
	}
	target, err := os.Readlink(filepath.Join(folder, filepath.FromSlash(filePath)))
	if err != nil {
		return member, "", err
	}
	member.Link = path.Join(path.Dir(filePath), filepath.ToSlash(target))
	if filepath.IsAbs(target) || !filepath.IsLocal(filepath.FromSlash(member.Link)) || member.Link == filePath ||
		member.Link == "." {
		return member, "it is a symbolic link that leads out of the folder", nil
	}
	return member, "", nil
}
