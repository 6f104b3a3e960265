package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"swarm/messages"
	"swarm/messages/wording"
)

// Validate returns an error for the first setting that is wrong. The error names the key, its value and a correct
// value.
func (c Config) Validate() error {
	for _, check := range []func() error{
		c.checkFolders, c.checkModes, c.checkAddresses, c.checkLimits, c.checkWords, c.checkIntervals, c.checkRelations,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) checkFolders() error {
	for _, folder := range []struct{ key, value string }{
		{"directory.logs_dir", c.Directory.LogsDir},
		{"directory.node_files_dir", c.Directory.NodeFilesDir},
		{"directory.tracker_db_dir", c.Directory.TrackerDBDir},
	} {
		if strings.TrimSpace(folder.value) == "" || strings.ContainsRune(folder.value, 0) {
			return fmt.Errorf("%s is %q: it must be the path of a folder", folder.key, folder.value)
		}
	}
	return nil
}

func fixedModes() RequestModes {
	return RequestModes{
		Register: int(messages.ModeRegister), Own: int(messages.ModeOwn), Need: int(messages.ModeNeed),
		Update: int(messages.ModeUpdate), Exit: int(messages.ModeExit),
	}
}

func (c Config) checkModes() error {
	got, fixed := c.TrackerRequestsMode, fixedModes()
	for _, mode := range []struct {
		key        string
		got, fixed int
	}{
		{"register", got.Register, fixed.Register}, {"own", got.Own, fixed.Own}, {"need", got.Need, fixed.Need},
		{"update", got.Update, fixed.Update}, {"exit", got.Exit, fixed.Exit},
	} {
		if mode.got != mode.fixed {
			return fmt.Errorf("tracker_requests_mode.%s is %d: the protocol fixes it at %d, so that "+
				"all trackers and peers understand each other", mode.key, mode.got, mode.fixed)
		}
	}
	return nil
}

func (c Config) checkAddresses() error {
	tracker, ports := c.Constants.TrackerAddr, c.Constants.AvailablePortsRange
	if tracker.Host == "" || strings.ContainsAny(tracker.Host, "/ \t\r\n\x00@") {
		return fmt.Errorf("constants.tracker_addr has the host %q: it must be a host name or an IP address",
			wording.Clip(tracker.Host))
	}
	if tracker.Port < 1 || tracker.Port > 65535 {
		return fmt.Errorf("constants.tracker_addr has the port %d: it must be between 1 and 65535", tracker.Port)
	}
	if ports.First < 1 || ports.Last > 65535 {
		return fmt.Errorf("constants.available_ports_range is [%d, %d]: ports are between 1 and 65535", ports.First,
			ports.Last)
	}
	if ports.First > ports.Last {
		return fmt.Errorf("constants.available_ports_range is [%d, %d]: the first port must not be above the last; "+
			"write [%d, %d]", ports.First, ports.Last, ports.Last, ports.First)
	}
	return nil
}

func (c Config) checkWords() error {
	for _, word := range []struct {
		key, value string
		known      []string
	}{
		{"tracker.echo", string(c.Tracker.Echo), []string{string(On), string(Off)}},
		{"peer.bittorrent", string(c.Peer.BitTorrent), []string{string(On), string(Off)}},
		{"peer.encryption", string(c.Peer.Encryption),
			[]string{string(EncryptionAllow), string(EncryptionPrefer), string(EncryptionRequire)}},
		{"peer.offload", string(c.Peer.Offload),
			[]string{string(OffloadAuto), string(OffloadOff), string(OffloadPlain)}},
		{"log.format", string(c.Log.Format), []string{string(FormatText), string(FormatJSON)}},
		{"log.level", string(c.Log.Level),
			[]string{string(LevelDebug), string(LevelInfo), string(LevelWarn), string(LevelError)}},
	} {
		if !slices.Contains(word.known, word.value) {
			return fmt.Errorf("%s is %q: it must be %s", word.key, wording.Clip(word.value),
				strings.Join(word.known, " or "))
		}
	}
	return nil
}

func (c Config) checkIntervals() error {
	node, tracker := c.Constants.NodeTimeInterval, c.Constants.TrackerTimeInterval
	// Below the minimum, a swarm does little but register. Above the maximum, a dead node would be named as an owner
	// for days.
	const minInterval, maxInterval = 50 * time.Millisecond, 24 * time.Hour
	if node < minInterval || node > maxInterval {
		return fmt.Errorf("constants.node_time_interval is %v: it must be between %v and %v", node, minInterval,
			maxInterval)
	}
	if tracker > maxInterval {
		return fmt.Errorf("constants.tracker_time_interval is %v: it must be at most %v", tracker, maxInterval)
	}
	if tracker <= node {
		return fmt.Errorf("constants.tracker_time_interval (%v) is not above constants.node_time_interval (%v): "+
			"the tracker would forget nodes that are alive; make it a little longer than the node's interval, "+
			"such as 22 s for 20 s",
			tracker, node)
	}
	return nil
}
