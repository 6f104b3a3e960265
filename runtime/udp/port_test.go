package udp

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestNetwork runs the suite of port.Network, which the simulated network passes too, with each setting of Offload.
func TestNetwork(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		porttest.NetworkSuite(t, func(t *testing.T) porttest.NetworkArm {
			gate := porttest.NewGate()
			options.Gate = gate
			listen := func() *Socket {
				socket, err := Listen(options)
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, socket.Close()) })
				return socket
			}
			owner, receiver, nobody, file := listen(), listen(), listen(), randomMemory(porttest.SuiteSource)
			require.NoError(t, nobody.Close())
			return porttest.NetworkArm{
				Arm:   porttest.Arm{Inbox: gate.Inbox, Pass: func(d time.Duration) { <-time.After(d) }},
				Owner: owner, OwnerAddr: owner.Addr(),
				Receiver: receiver, ReceiverAddr: receiver.Addr(), Nowhere: nobody.Addr(),
				TooLarge: 4096, Source: file,
				Changed: func() port.Source { return &memory{err: port.ErrChanged} },
				Buffer:  func(length int64) port.Buffer { return newMemory(int(length)) },
				Holds: func(buffer port.Buffer, of messages.Range) bool {
					in := buffer.(*memory)
					in.mu.Lock()
					defer in.mu.Unlock()
					return bytes.Equal(in.bytes[:of.Length], file.bytes[of.Offset:of.End()])
				},
				End: func() { require.NoError(t, owner.Close()) },
			}
		})
	})
}
