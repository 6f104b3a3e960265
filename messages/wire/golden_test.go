package wire

import (
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

var rewrite = flag.Bool("rewrite", false, "write the golden datagrams anew")

// TestGolden pins the bytes of each type of datagram. A change here breaks communication with older nodes.
func TestGolden(t *testing.T) {
	datagrams := map[string][]byte{"block": block(someHeader, []byte("payload"))}
	for name, packet := range somePackets() {
		datagram, err := Append(nil, packet)
		require.NoError(t, err, name)
		datagrams[name] = datagram
	}
	for name, datagram := range datagrams {
		path := filepath.Join("testdata", "golden", strings.ReplaceAll(name, " ", "_")+".hex")
		dump := hex.Dump(datagram)
		if *rewrite {
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, []byte(dump), 0o644))
		}
		golden, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(string(golden), "\r\n", "\n"), dump, name)
	}
}

// TestLengths pins the lengths on which the protection against reflection attacks and the MTU depend.
func TestLengths(t *testing.T) {
	lengths := map[string]int{
		"hello": messages.HelloLength, "welcome": WelcomeLength, "query": QueryLength, "refusal": RefusalLength,
		"receipt": ReceiptLength, "receipt noted": ReceiptNotedLength, "unchoke": UnchokeLength,
		"request":            8 + 64 + 2*32,
		"availability whole": 72, "availability part": 74,
	}
	packets := somePackets()
	for name, length := range lengths {
		datagram, err := Append(nil, packets[name])
		require.NoError(t, err)
		require.Len(t, datagram, length, name)
	}
	require.Less(t, RefusalLength, QueryLength)
	require.Less(t, RefusalLength, requestHeader)
	require.Less(t, RefusalLength, ReceiptLength)
	require.Less(t, RefusalLength, messages.MinProbe)
	require.LessOrEqual(t, requestHeader+messages.MaxSpans*spanLength, messages.HelloLength)
	require.Equal(t, messages.BlockOverhead, BlockHeaderLength+TagLength)
	require.LessOrEqual(t, messages.BlockPayload+messages.BlockOverhead, messages.EthernetMTU-messages.IPv6Headers)
	require.LessOrEqual(t, BlockHeaderLength+MaxBlockSize+TagLength, MaxDatagram)
}
