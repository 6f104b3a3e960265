// Package twin plays one scenario twice, on the virtual world and on a real tracker and real peers over loopback, and holds
// the one to the other. It owns the test that compares them; it never measures speed, because a virtual second is none.
package twin
