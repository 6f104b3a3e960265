package emulator

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Lab is a network of namespaces.
type Lab struct {
	network *network
	spaces  []string
	addrs   map[string]netip.Addr
}

// prefix begins the names of the namespaces. The id of the process that created them follows.
const prefix = "swarmbench"

// NewLab creates a namespace for each site and starts the network. It needs root, iproute2 and /dev/net/tun.
func NewLab(sites []Site, seed uint64) (lab *Lab, err error) {
	if err := removeLeftovers(); err != nil {
		return nil, err
	}
	l := &Lab{network: newNetwork(seed), addrs: map[string]netip.Addr{}}
	if err := raisePriority(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	for i, site := range sites {
		if err := l.add(i, site); err != nil {
			return nil, err
		}
	}
	l.network.start()
	return l, nil
}

// add creates the namespace of a site with a TUN device. The device is created in this namespace and then moved, so
// that its descriptor stays here.
func (l *Lab) add(number int, site Site) error {
	space := fmt.Sprintf("%s%d-%s", prefix, os.Getpid(), site.Name)
	addr := netip.AddrFrom4([4]byte{10, 77, 0, byte(number + 1)})
	if err := ip("netns", "add", space); err != nil {
		return err
	}
	l.spaces = append(l.spaces, space)
	device := fmt.Sprintf("swb%d", number)
	port, err := openTUN(device)
	if err != nil {
		return err
	}
	l.network.attach(site, addr, port)
	l.addrs[site.Name] = addr
	return errors.Join(
		ip("link", "set", device, "netns", space),
		ip("-n", space, "link", "set", "lo", "up"),
		ip("-n", space, "addr", "add", addr.String()+"/24", "dev", device),
		// A burst waits in this queue until it is read: the emulated link's own queue decides what is dropped.
		ip("-n", space, "link", "set", device, "mtu", strconv.Itoa(MTU), "txqueuelen", "100000", "up"))
}

// niceDifference is how much nicer the measured processes are than this one. A real router has its own processor: a
// path must not become slower because its ends are busy.
const niceDifference = 10

// raisePriority raises the priority of all threads of this process. New threads and child processes inherit it, so
// CommandPrefix begins with nice to lower it again.
func raisePriority() error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return fmt.Errorf("emulator: set the priority: %w", err)
	}
	for _, thread := range threads {
		number, err := strconv.Atoi(thread.Name())
		if err == nil {
			err = unix.Setpriority(unix.PRIO_PROCESS, number, -niceDifference)
		}
		if err != nil && !errors.Is(err, unix.ESRCH) { // ESRCH: the thread has ended.
			return fmt.Errorf("emulator: set the priority: this needs root: %w", err)
		}
	}
	return nil
}

// Addr returns the address of a site.
func (l *Lab) Addr(site string) netip.Addr { return l.addrs[site] }

// CommandPrefix returns what to put before a command so that it runs at a site.
func (l *Lab) CommandPrefix(site string) []string {
	return []string{"ip", "netns", "exec", fmt.Sprintf("%s%d-%s", prefix, os.Getpid(), site), "nice", "-n",
		strconv.Itoa(niceDifference)}
}

// Tally returns the counters of the links.
func (l *Lab) Tally() *Tally { return l.network.tally }

// Lateness returns how late packets left the links.
func (l *Lab) Lateness() Lateness { return l.network.lateness() }

// Refused returns how many packets a site's device refused. If there are any, the links were not the only source of
// loss.
func (l *Lab) Refused() int64 { return l.network.refused.Load() }

// Close ends the network. All processes at its sites must have ended.
func (l *Lab) Close() error {
	l.network.close()
	var errs []error
	for _, space := range l.spaces {
		errs = append(errs, ip("netns", "del", space))
	}
	return errors.Join(errs...)
}

// removeLeftovers removes the namespaces of a process that was killed.
func removeLeftovers() error {
	output, err := exec.Command("ip", "netns", "list").Output()
	if err != nil {
		return fmt.Errorf("emulator: list namespaces: this needs iproute2: %w", err)
	}
	for line := range strings.Lines(string(output)) {
		space, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest, ours := strings.CutPrefix(space, prefix)
		number, _, _ := strings.Cut(rest, "-")
		if !ours || number == strconv.Itoa(os.Getpid()) {
			continue
		}
		if _, err := os.Stat("/proc/" + number); errors.Is(err, os.ErrNotExist) {
			if err := ip("netns", "del", space); err != nil {
				return err
			}
		}
	}
	return nil
}

func ip(arguments ...string) error {
	if output, err := exec.Command("ip", arguments...).CombinedOutput(); err != nil {
		return fmt.Errorf("emulator: ip %s: this needs root: %w: %s", strings.Join(arguments, " "), err, output)
	}
	return nil
}
