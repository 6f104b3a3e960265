// Package emulator carries IP packets between network namespaces over links that have a rate, a delay, a queue and loss,
// so that any program, whatever it speaks, can be measured on a path that is known. It owns the namespaces, their TUN
// devices and the packets on their way; it never looks at what a packet is for, beyond counting it.
//
// Each site is a namespace with one TUN device of MTU 1,500. A packet that a site sends crosses the site's up link and
// then the down link of the site that it is addressed to. A link first loses packets at random (seeded), then queues
// them, a full queue dropping the new one, sends them at its rate, and delays them. Rates count IP packets, with their
// headers. What goes to or comes from a free site crosses no link: that is where a tracker stands, whose HTTP is not what
// is measured.
//
// Timers of the system are a millisecond late, so that packets arrive in bursts of what the rate sends in a millisecond.
// Rate, queue and loss are exact all the same, because they are reckoned from each packet's time and length.
package emulator
