package metainfo

import (
	"errors"
	"fmt"
	"math"
	"path"
	"strings"
)

// maxMemberBytes is the longest file path of a member, in bytes: what Linux allows (PATH_MAX).
const maxMemberBytes = 4096

// Member is one file of a torrent.
type Member struct {
	// FilePath is the file's path inside the folder of the torrent, with elements joined by slashes. Each element is
	// safe (CheckName), and no two members have paths that differ in case only. It is "" in a torrent of one file.
	FilePath string
	Offset   int64 // of its first byte, in the bytes of all members
	Length   int64 // bytes

	Executable bool   // attribute x (BEP 47)
	Padding    bool   // attribute p: zeros, which are not stored. Only torrents without version 2 have such members.
	Link       string // a symbolic link to this path inside the folder of the torrent (BEP 47), or ""

	root node // top of the tree over its bytes; zero if it is empty or the torrent is not of version 2
	// tops of its pieces; invariant: 32 bytes a piece if the torrent is of version 2 and it has two or more
	layer []byte
	first int // number of its first piece, if the torrent is of version 2
}

// pieces returns the number of pieces that begin with the member's bytes, in a torrent of version 2.
func (m *Member) pieces(pieceLength int64) int { return int(countPieces(m.Length, pieceLength)) }

// place sets the offsets and first pieces of members, which follow one another. It returns their total length and, for
// version 2, their layout. It fails if the total is above MaxLength.
func place(members []Member, pieceLength int64, v2 bool) (total int64, lengths []int64, err error) {
	lengths = make([]int64, len(members))
	first := int64(0)
	for i := range members {
		m := &members[i]
		if m.Length > MaxLength-total {
			return 0, nil, fmt.Errorf("all files together have more than %d bytes", int64(MaxLength))
		}
		m.Offset, lengths[i] = total, m.Length
		total += m.Length
		if v2 {
			m.first = int(first)
			first += countPieces(m.Length, pieceLength)
		}
	}
	if first > math.MaxInt32 {
		return 0, nil, fmt.Errorf("it has %d pieces, more than %d", first, math.MaxInt32)
	}
	return total, lengths, nil
}

// errLinkedOutside reports a symbolic link that does not lead to a member or a folder of the torrent.
var errLinkedOutside = errors.New("the symbolic link leads out of the torrent")

// maxSameNames is how many files of one path are told apart by numbers. No honest torrent has that many.
const maxSameNames = 100

// nameMembers makes the file paths of members safe and different, by the rules of libtorrent: an element that is not
// safe is changed (safeName), and a path that another member has already, in upper or lower case, gets a number before
// its extension. raw holds the elements of each path as the torrent has them; links the elements of link targets. It
// returns the number of a member that cannot be named, or -1.
func nameMembers(members []Member, raw, links [][]string) int {
	filePaths := make([]string, len(members))
	for i := range members {
		filePaths[i] = safePath(raw[i])
	}
	taken := newNames(filePaths)
	targets := map[string]string{} // of symbolic links, by path in lower case
	for i := range members {
		var ok bool
		if members[i].FilePath, ok = taken.add(filePaths[i]); !ok {
			return i
		}
		if links[i] != nil {
			targets[strings.ToLower(members[i].FilePath)] = safePath(linkTarget(links[i]))
		}
	}
	for i := range members {
		link := members[i].FilePath
		target, isLink := targets[strings.ToLower(link)]
		if beside := path.Join(path.Dir(link), target); isLink && !taken.has(target) && taken.has(beside) {
			targets[strings.ToLower(link)] = beside // some programs write targets relative to the link
		}
	}
	for i := range members {
		if links[i] == nil {
			continue
		}
		members[i].Link = members[i].FilePath // it leads out of the torrent: libtorrent lets it lead to itself
		if target := targets[strings.ToLower(members[i].FilePath)]; taken.leads(target, targets) {
			members[i].Link = target
		}
	}
	return -1
}

// leads reports whether a path leads to a file or folder, if necessary through other links.
func (n *names) leads(target string, targets map[string]string) bool {
	const maxLinks = 40 // as in Linux
	for range maxLinks {
		folded := strings.ToLower(target)
		if n.has(target) {
			return true
		}
		next, found := "", false
		for folder := path.Dir(folded); folder != "." && !found; folder = path.Dir(folder) {
			if to, isLink := targets[folder]; isLink {
				next, found = to+target[len(folder):], true
			}
		}
		if !found {
			return false
		}
		target = next
	}
	return false
}

// linkTarget returns the elements of a link's target without those that mean a folder itself or the one above.
func linkTarget(elements []string) []string {
	var kept []string
	for _, element := range elements {
		if element != "" && element != "." && element != ".." {
			kept = append(kept, element)
		}
	}
	return kept
}

// CheckLink returns an error if a symbolic link leads to nothing in the torrent.
func (m *Member) CheckLink() error {
	if m.Link == m.FilePath {
		return fmt.Errorf("metainfo: check link %s: %w", m.FilePath, errLinkedOutside)
	}
	return nil
}

// safePath returns a file path of safe elements.
func safePath(elements []string) string {
	safe := make([]string, 0, len(elements))
	for _, element := range elements {
		safe = append(safe, safeName(element, "_"))
	}
	return strings.Join(safe, "/")
}

// names is the set of file paths of a torrent and of the folders that they lie in. Upper and lower case are the same.
type names struct {
	files   map[string]int // by path in lower case; how many numbers were tried for a second file of this path
	folders map[string]struct{}
}

// newNames returns a set with the folders of all paths and no file.
func newNames(filePaths []string) *names {
	n := &names{files: make(map[string]int, len(filePaths)), folders: map[string]struct{}{}}
	for _, filePath := range filePaths {
		for folder := path.Dir(strings.ToLower(filePath)); folder != "."; folder = path.Dir(folder) {
			if _, known := n.folders[folder]; known {
				break
			}
			n.folders[folder] = struct{}{}
		}
	}
	return n
}

// add adds a file, and returns its path or, if a file or folder has that already, a path with a number before the
// extension. It fails if too many files have this path.
func (n *names) add(filePath string) (string, bool) {
	folded := strings.ToLower(filePath)
	tried, taken := n.files[folded]
	if !taken && !n.isFolder(filePath) {
		n.files[folded] = 0
		return filePath, true
	}
	extension := path.Ext(filePath)
	for tried < maxSameNames {
		tried++
		unique := fmt.Sprintf("%s.%d%s", strings.TrimSuffix(filePath, extension), tried, extension)
		if _, taken := n.files[strings.ToLower(unique)]; !taken && !n.isFolder(unique) {
			n.files[folded] = tried
			n.files[strings.ToLower(unique)] = 0
			return unique, true
		}
	}
	return "", false
}

// has reports whether a path is that of a file or folder.
func (n *names) has(filePath string) bool {
	_, isFile := n.files[strings.ToLower(filePath)]
	return isFile || n.isFolder(filePath)
}

func (n *names) isFolder(filePath string) bool {
	_, is := n.folders[strings.ToLower(filePath)]
	return is
}
