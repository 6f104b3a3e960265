package system

import "github.com/asynkron/protoactor-go/actor"

var _ actor.Mailbox = (*mailbox)(nil)

// mailbox is a mailbox for a system whose dispatcher runs everything on one goroutine, as a simulation does. It needs
// neither locks nor atomic counters, and an empty one takes little memory. Its order is that of the library's
// mailboxes: system messages go first, and user messages wait while the mailbox is suspended. Unlike those it does not
// unpack message batches, because nobody sends any.
type mailbox struct {
	user, system backlog
	scheduled    bool // the dispatcher will run it, or is running it
	suspended    bool
	invoker      actor.MessageInvoker
	dispatcher   actor.Dispatcher
	process      func() // processMessages as a value, made once
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
	for m.ready() {
		m.run()
	}
	m.scheduled = false
}

// ready reports whether there is a message that may be delivered.
func (m *mailbox) ready() bool { return m.system.count() > 0 || !m.suspended && m.user.count() > 0 }

// run delivers messages until none is ready, or the actor panics.
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

// keptBacklog is the capacity, in messages, that an empty backlog keeps. A larger one, left by a burst, is released.
const keptBacklog = 16

// backlog is a queue of messages.
type backlog struct {
	messages []any
	next     int // index of the next message to take
}

func (b *backlog) count() int { return len(b.messages) - b.next }

func (b *backlog) push(message any) {
	if b.next > len(b.messages)/2 && len(b.messages) == cap(b.messages) { // move instead of growing
		count := copy(b.messages, b.messages[b.next:])
		clear(b.messages[count:])
		b.messages, b.next = b.messages[:count], 0
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
