package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"swarm/benchmarks/internal/fleet"
	"swarm/benchmarks/internal/process"
)

// installed returns a check that programs are installed.
func installed(programs ...string) func(context.Context, *job) error {
	return func(context.Context, *job) error {
		for _, program := range programs {
			if _, err := exec.LookPath(program); err != nil {
				return fmt.Errorf("%w: %s", errAbsent, program)
			}
		}
		return nil
	}
}

// announces is a BitTorrent tracker (BEP 3, compact peers of BEP 23) that returns every port that has announced itself.
type announces struct {
	mutex   sync.Mutex
	ports   []uint16
	arrived chan struct{} // receives a value for each new port
}

func (a *announces) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	port, err := strconv.ParseUint(request.URL.Query().Get("port"), 10, 16)
	if err != nil {
		http.Error(w, "no port", http.StatusBadRequest)
		return
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var peers []byte
	known := false
	for _, other := range a.ports {
		if other == uint16(port) {
			known = true
			continue
		}
		peers = append(peers, 127, 0, 0, 1, byte(other>>8), byte(other))
	}
	if !known && len(a.ports) <= maxReceivers {
		a.ports = append(a.ports, uint16(port))
		select {
		case a.arrived <- struct{}{}:
		default:
		}
	}
	fmt.Fprintf(w, "d8:intervali60e5:peers%d:%se", len(peers), peers)
}

// aria2 shares the hybrid torrent that Swarm makes. aria2 treats it as version 1.
func aria2(r *race) error {
	torrent, err := r.torrent()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	tracker := &announces{arrived: make(chan struct{}, maxReceivers+1)}
	server := &http.Server{Handler: tracker}
	go server.Serve(listener) //nolint:errcheck // Serve ends when the server is closed.
	defer server.Close()
	url := "http://" + listener.Addr().String() + "/announce"

	// aria2 checks the original before it serves it, as the other programs do.
	sender, err := r.aria2Node("sender", torrent, url, filepath.Dir(r.file), "--check-integrity=true", "--seed-ratio=0")
	if err != nil {
		return err
	}
	r.senders = append(r.senders, sender)
	select {
	case <-tracker.arrived:
	case <-time.After(r.limit()):
		return fmt.Errorf("aria2: the sender did not announce itself")
	}
	r.start()
	for i := range r.options.receivers {
		folder := filepath.Join(r.dir, fmt.Sprintf("receiver%d", i+1))
		receiver, err := r.aria2Node(fmt.Sprintf("receiver %d", i+1), torrent, url, folder, "--seed-time=0")
		if err != nil {
			return err
		}
		r.receivers = append(r.receivers, receiver)
		r.copies = append(r.copies, filepath.Join(folder, filepath.Base(r.file)))
	}
	return r.waitAll()
}

func (r *race) aria2Node(name, torrent, tracker, folder string, more ...string) (*process.Process, error) {
	argv := append([]string{"aria2c", "--no-conf", "--quiet", "--enable-dht=false", "--enable-dht6=false",
		"--bt-enable-lpd=false",
		"--enable-peer-exchange=false", "--disable-ipv6=true", "--bt-exclude-tracker=*", "--bt-tracker=" + tracker,
		"--bt-external-ip=127.0.0.1", "--file-allocation=falloc", "--dir=" + folder}, more...)
	return r.group.Start(process.Command{Name: "aria2 " + name, Dir: r.dir, Argv: append(argv, torrent)})
}

// torrent makes a torrent of the original with Swarm, and removes it from the folder of the peer that made it.
func (r *race) torrent() (string, error) {
	maker := process.NewGroup(context.Background())
	defer maker.Close()
	f := &fleet.Fleet{Group: maker, Bin: r.bin, Dir: filepath.Join(r.dir, "maker")}
	if err := os.Mkdir(f.Dir, 0o755); err != nil {
		return "", err
	}
	if _, err := f.StartTracker("127.0.0.1:0"); err != nil {
		return "", err
	}
	_, torrent, err := f.Send(1, "127.0.0.1:0", r.file)
	return torrent, err
}
