// Package emulator carries IP packets between network namespaces over links with a rate, a delay, a queue and loss, so
// that any program can be measured on a path with known properties. It owns the namespaces, their TUN devices and the
// packets in flight. It counts packets, and does not change them.
//
// Each site is a namespace with one TUN device with an MTU of 1,500. A packet crosses the up link of the site that
// sends it, and then the down link of the site that receives it. A link first loses packets at random (with a seed). It
// then queues them, and drops a packet if the queue is full. Finally it sends them at its rate, and delays them. Rates
// count IP packets with their headers. Traffic of a direct site crosses no link: the tracker is at such a site, because
// its HTTP is not what is measured.
//
// The system's timers are up to a millisecond late, so packets arrive in bursts of what the rate sends in a
// millisecond. Rate, queue and loss are exact nevertheless, because they are computed from each packet's time and
// length.
package emulator
