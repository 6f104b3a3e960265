package system

import "github.com/asynkron/protoactor-go/actor"

var _ actor.Mailbox = (*mailbox)(nil)

// mailbox is a mailbox for a system whose dispatcher runs everything on one goroutine, as simulations do: it needs neither
// locks nor atomic counters, and an empty one holds next to nothing. It keeps the order and the rules of the library's own:
// what the system says goes first, and what users say waits while the mailbox is suspended. Batches are not unpacked:
// nobody sends any.
type mailbox struct {
	user, system backlog
	scheduled    bool // the dispatcher has it, or it runs
	suspended    bool
	invoker      actor.MessageInvoker
	dispatcher   actor.Dispatcher
	process      func() // processMessages, bound once
}

func newMailbox() actor.Mailbox { return &mailbox{} }

// PostUserMessage implements actor.Mailbox.
func (m *mailbox) PostUserMessage(message any) {
	m.user.push(message)
	m.schedule()
}

// PostSystemMessage implements actor.Mailbox.
func (m *mailbox) PostSystemMessage(message any) {
	m.system.push(message)
	m.schedule()
}

// RegisterHandlers implements actor.Mailbox.
func (m *mailbox) RegisterHandlers(invoker actor.MessageInvoker, dispatcher actor.Dispatcher) {
	m.invoker, m.dispatcher, m.process = invoker, dispatcher, m.processMessages
}

// Start implements actor.Mailbox.
func (m *mailbox) Start() {}

// UserMessageCount implements actor.Mailbox.
func (m *mailbox) UserMessageCount() int { return m.user.count() }

func (m *mailbox) schedule() {
	if !m.scheduled {
		m.scheduled = true
		m.dispatcher.Schedule(m.process)
	}
}

func (m *mailbox) processMessages() {
	for m.waits() {
		m.run()
	}
	m.scheduled = false
}

// waits tells whether there is a message that may be delivered.
func (m *mailbox) waits() bool { return m.system.count() > 0 || !m.suspended && m.user.count() > 0 }

// run delivers until nothing waits, or an actor panics.
func (m *mailbox) run() {
	var message any
	defer func() {
		if cause := recover(); cause != nil {
			m.invoker.EscalateFailure(cause, message)
		}
	}()
	for {
		switch {
		case m.system.count() > 0:
			message = m.system.pop()
			m.systemMessage(message)
		case !m.suspended && m.user.count() > 0:
			message = m.user.pop()
			m.invoker.InvokeUserMessage(message)
		default:
			return
		}
	}
}

func (m *mailbox) systemMessage(message any) {
	switch message.(type) {
	case *actor.SuspendMailbox:
		m.suspended = true
	case *actor.ResumeMailbox:
		m.suspended = false
	default:
		m.invoker.InvokeSystemMessage(message)
	}
}

// keptBacklog is the room that an empty backlog keeps, in messages: what a burst took beyond it is given back.
const keptBacklog = 16

// backlog is a queue of messages.
type backlog struct {
	messages []any
	next     int // invariant: those before it were taken
}

func (b *backlog) count() int { return len(b.messages) - b.next }

func (b *backlog) push(message any) {
	if b.next > len(b.messages)/2 && len(b.messages) == cap(b.messages) { // rather than grow
		left := copy(b.messages, b.messages[b.next:])
		clear(b.messages[left:])
		b.messages, b.next = b.messages[:left], 0
	}
	b.messages = append(b.messages, message)
}

func (b *backlog) pop() any {
	message := b.messages[b.next]
	b.messages[b.next] = nil
	b.next++
	if b.next == len(b.messages) {
		b.messages, b.next = b.messages[:0], 0
		if cap(b.messages) > keptBacklog {
			b.messages = nil
		}
	}
	return message
}
