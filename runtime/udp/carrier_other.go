//go:build !linux

package udp

import "net"

// newCarrier has one kind to choose from here.
func newCarrier(conn *net.UDPConn, _ Offload, tally *tally) (carrier, error) {
	return plainCarrier(conn, tally), nil
}
