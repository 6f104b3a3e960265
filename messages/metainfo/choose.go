package metainfo

import (
	"fmt"
	"path"
)

// MaxPatterns bounds the patterns of one choice, because each member is compared with each.
const MaxPatterns = 100

// Choose reports, for each member, whether a user wants it: whether its path, its name or a folder that it is in is
// like one of the patterns (path.Match). It fails if a pattern is not valid or like no member.
func Choose(members []Member, patterns []string) ([]bool, error) {
	if len(patterns) > MaxPatterns {
		return nil, fmt.Errorf("there are %d patterns, more than %d: use fewer and wider ones", len(patterns),
			MaxPatterns)
	}
	chosen := make([]bool, len(members))
	for _, pattern := range patterns {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf("the pattern %q is not valid: %w", pattern, err)
		}
		found := false
		for i := range members {
			if !members[i].Padding && isInside(pattern, members[i].FilePath) {
				chosen[i], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no file of the torrent is like %q: swarm torrent show -list lists its files",
				pattern)
		}
	}
	return chosen, nil
}

// isInside reports whether a file or one of the folders that it is in is like a pattern.
func isInside(pattern, filePath string) bool {
	for ; filePath != "."; filePath = path.Dir(filePath) {
		if Like(pattern, filePath) {
			return true
		}
	}
	return false
}

// Like reports whether a path inside a folder, or the name at its end, is like a pattern (path.Match).
func Like(pattern, filePath string) bool {
	inPath, _ := path.Match(pattern, filePath)
	inName, _ := path.Match(pattern, path.Base(filePath))
	return inPath || inName
}
