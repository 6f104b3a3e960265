// Package porttest is test support for actors and for implementations of ports. Only tests import it.
//
// A Harness runs one actor with fake ports. The fakes record what the actor asks of them and answer only what the
// test tells them to, the clock moves when the test advances it, and probes take the place of all other actors. The
// actor runs on the real actor library, but on the test's goroutine: when a method of the harness returns, every
// message that follows from the call has been processed. Tests are therefore repeatable and never wait.
//
// There is one test suite for each port: ClockSuite, RandSuite, NetworkSuite, BitTorrentSuite, StoreSuite,
// TrackerSuite, LedgerSuite, JournalSuite and SpawnSuite. A suite tests the contract that actors/port describes, and
// every arm of the port (the real, the virtual and some of the fake ones) has to pass it, so that what works in a
// simulation works in production. DialogueSuite tests the dialogue of a node with the tracker actor over the real and
// the virtual connection.
package porttest
