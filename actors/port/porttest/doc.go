// Package porttest is a stage on which one actor plays its dialogues: fake ports that write down what is asked of them, a
// clock that the test moves, and probes in the place of all other actors. The actor under test runs on the real actor
// library, but on the test's own goroutine: when a call of the stage returns, everything that follows from it has happened,
// so that tests repeat exactly and wait for nothing.
//
// Beside the stage it has suites, one for each port (ClockSuite, RandSuite, NetworkSuite, StoreSuite, TrackerSuite, LedgerSuite,
// JournalSuite, SpawnSuite): what actors/port promises, in tests that every arm of a port has to pass, be it real, virtual or
// a fake. DialogueSuite is what a node and the tracker itself say to each other over both arms of the way between them.
//
// It owns nothing of production: tests alone import it. It never answers for the world unless the test says what.
package porttest
