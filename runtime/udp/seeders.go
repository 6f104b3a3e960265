package udp

import (
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// seeders is the table of published files.
type seeders struct {
	mu     sync.RWMutex
	byFile map[messages.InfoHash]*seeder
	served *served
}

// seeder is the actor that answers for a file.
type seeder struct {
	pid    port.PID
	credit *sharedCredit
}

func newSeeders() *seeders {
	return &seeders{byFile: make(map[messages.InfoHash]*seeder), served: newServed()}
}

func (s *seeders) publish(file messages.InfoHash, pid port.PID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byFile[file] = &seeder{pid: pid, credit: newSharedCredit(s.served)}
}

func (s *seeders) unpublish(file messages.InfoHash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byFile, file)
}

// find returns nil if the file is not published.
func (s *seeders) find(file messages.InfoHash) *seeder {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byFile[file]
}

// noteServed records that blocks are being sent to receivers.
func (s *seeders) noteServed(answers []port.Answer, now time.Time) { s.served.note(answers, now) }
