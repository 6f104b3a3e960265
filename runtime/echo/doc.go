// Package echo implements port.Echo with a UDP socket of the tracker. It sends a Hello to an address and reports the
// Welcome that comes back from there. It decides neither which addresses are asked, nor how often: the tracker does. It
// answers no datagram, whoever sends it.
package echo
