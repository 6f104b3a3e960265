// Package twin runs one scenario twice, on the virtual world and with a real tracker and real peers over loopback, and
// compares the results. It never compares times, because virtual seconds are not real ones.
package twin
