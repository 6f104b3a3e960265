package disk

import (
	"errors"
	"io/fs"
	"os"
	"sync"

	"swarm/messages"
	"swarm/messages/metainfo"
)

// maxHandles is how many files of one folder are open at a time, beside those that are being read or written: enough
// for the readers and writers of a node, and few enough that a hundred folders stay below the limit of a process.
const maxHandles = 8

// handles are the open files of a folder. A file is opened when it is used, and closed when others are used.
type handles struct {
	members []metainfo.Member
	wanted  func(member int) bool // whether a member lies in the folder itself; others lie in rest
	restDir string                // the file path of rest

	mu   sync.Mutex
	root *folderRoot
	rest *folderRoot // the folder of members that are not wanted; nil: not opened yet
	open map[int]*handle
	here messages.Bitfield // members whose files were opened or created before: they exist
	tick uint64
}

// handle is an open file of a folder.
type handle struct {
	file     *os.File
	writable bool
	uses     int    // calls of acquire without release; invariant: the file is open while uses > 0
	evicted  bool   // it is closed with the last use
	lastUse  uint64 // tick of the last acquire
}

// openHandles opens a folder.
func openHandles(folder string, members []metainfo.Member) (*handles, error) {
	root, err := openFolderRoot(folder)
	if err != nil {
		return nil, advise(err)
	}
	return &handles{members: members, wanted: func(int) bool { return true }, root: root, open: map[int]*handle{},
		here: messages.NewBitfield(len(members))}, nil
}

// acquire returns the open file of a member. The caller releases it. A file that is to be written is created if it
// does not exist.
func (h *handles) acquire(member int, write bool) (*handle, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tick++
	if known := h.open[member]; known != nil {
		if known.writable || !write {
			known.uses++
			known.lastUse = h.tick
			return known, nil
		}
		if err := h.evict(member, known); err != nil {
			return nil, err
		}
	}
	file, err := h.openMember(member, write)
	if err != nil {
		return nil, err
	}
	if len(h.open) >= maxHandles {
		if err := h.evictOldest(); err != nil {
			return nil, firstError(err, file.Close())
		}
	}
	opened := &handle{file: file, writable: write, uses: 1, lastUse: h.tick}
	h.open[member] = opened
	return opened, nil
}

// release ends the use of a file.
func (h *handles) release(used *handle) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if used.uses--; used.evicted && used.uses == 0 {
		_ = used.file.Close() // written bytes are synced by finish, if they must be
	}
}

// evictOldest forgets the file that was used least recently.
func (h *handles) evictOldest() error {
	oldest := -1
	for member, candidate := range h.open {
		if oldest < 0 || candidate.lastUse < h.open[oldest].lastUse {
			oldest = member
		}
	}
	return h.evict(oldest, h.open[oldest])
}

// evict forgets an open file. It is closed once nobody uses it.
func (h *handles) evict(member int, forgotten *handle) error {
	delete(h.open, member)
	forgotten.evicted = true
	if forgotten.uses > 0 {
		return nil
	}
	return cause(forgotten.file.Close())
}

// forget closes a member's file, so that the next use opens it by its name again.
func (h *handles) forget(member int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if opened := h.open[member]; opened != nil {
		return h.evict(member, opened)
	}
	return nil
}

// close closes the folder and all files that nobody uses.
func (h *handles) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := firstError(h.closeFiles(), h.root.Close())
	if h.rest != nil {
		err = firstError(err, h.rest.Close())
	}
	return err
}

func (h *handles) closeFiles() error {
	var err error
	for member, open := range h.open {
		err = firstError(err, h.evict(member, open))
	}
	return err
}

// move renames the folder by calling rename, and goes on with it under its new name. It fails if from is no longer the
// folder that was opened.
func (h *handles) move(from, to string, rename func() error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	opened, err := h.root.Stat(".")
	if err != nil {
		return err
	}
	if named, err := os.Lstat(from); err != nil || !os.SameFile(opened, named) {
		return errNotOurs
	}
	if err := h.closeFiles(); err != nil { // Windows does not rename a folder with open files
		return err
	}
	if err := rename(); err != nil {
		return err
	}
	root, err := openFolderRoot(to)
	if err != nil {
		return err
	}
	err = h.root.Close()
	h.root = root
	return err
}

// rootOf returns the folder that a member lies in. If it is that of members that are not wanted, it is created if make
// is set.
func (h *handles) rootOf(member int, make bool) (*folderRoot, error) {
	if h.wanted(member) {
		return h.root, nil
	}
	if h.rest == nil {
		if make {
			if err := os.Mkdir(h.restDir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, err
			}
		}
		rest, err := openFolderRoot(h.restDir)
		if err != nil {
			return nil, err
		}
		h.rest = rest
	}
	return h.rest, nil
}
