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

// prefix begins the names of our namespaces; the number of the process that made them follows.
const prefix = "swarmbench"

// NewLab makes a namespace for each site, and starts the network. It needs root, iproute2 and /dev/net/tun.
func NewLab(sites []Site, seed uint64) (lab *Lab, err error) {
	if err := sweep(); err != nil {
		return nil, err
	}
	l := &Lab{network: newNetwork(seed), addrs: map[string]netip.Addr{}}
	if err := prefer(); err != nil {
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

// add makes the namespace of a site, with a TUN device in it. The device is made here and then moved: its descriptor
// stays with us.
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
		// A burst that the sender makes waits here until we read it: our link's queue decides what is dropped.
		ip("-n", space, "link", "set", device, "mtu", strconv.Itoa(MTU), "txqueuelen", "100000", "up"))
}

// preference is how much nicer others are than this process: a router would have a processor of its own, and a path must
// not get slower because its ends are busy.
const preference = 10

// prefer sets the priority of all threads; those that come inherit it, and so do children, whose command Enclose
// therefore begins with nice.
func prefer() error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return fmt.Errorf("emulator: set the priority: %w", err)
	}
	for _, thread := range threads {
		number, err := strconv.Atoi(thread.Name())
		if err == nil {
			err = unix.Setpriority(unix.PRIO_PROCESS, number, -preference)
		}
		if err != nil && !errors.Is(err, unix.ESRCH) { // a thread may have ended
			return fmt.Errorf("emulator: set the priority: this needs root: %w", err)
		}
	}
	return nil
}

// Addr is where a site is.
func (l *Lab) Addr(site string) netip.Addr { return l.addrs[site] }

// Enclose gives what stands before a command that is to run at a site.
func (l *Lab) Enclose(site string) []string {
	return []string{"ip", "netns", "exec", fmt.Sprintf("%s%d-%s", prefix, os.Getpid(), site), "nice", "-n", strconv.Itoa(preference)}
}

// Tally counts what goes over links.
func (l *Lab) Tally() *Tally { return l.network.tally }

// Lateness tells how well the links kept their times.
func (l *Lab) Lateness() Lateness { return l.network.lateness() }

// Refused counts packets that a site's device did not take: with any, the figures are not those of the links.
func (l *Lab) Refused() int64 { return l.network.refused.Load() }

// Close ends the network. All that runs at its sites must have ended.
func (l *Lab) Close() error {
	l.network.close()
	var errs []error
	for _, space := range l.spaces {
		errs = append(errs, ip("netns", "del", space))
	}
	return errors.Join(errs...)
}

// sweep removes what a process left behind that was killed.
func sweep() error {
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
