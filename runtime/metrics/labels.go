package metrics

import (
	"reflect"
	"strings"
	"sync"
	"unicode"

	"github.com/prometheus/client_golang/prometheus"

	"swarm/messages"
)

const (
	// other is the label of what is beyond maxLabels, or not known.
	other = "other"

	// maxLabels is several times the kinds of actors, and the kinds of facts, that there are.
	maxLabels = 100
)

// labels is a counter for each of a bounded number of words.
type labels struct {
	vector *prometheus.CounterVec

	mu    sync.RWMutex
	known map[string]prometheus.Counter
}

func newLabels(vector *prometheus.CounterVec) *labels {
	return &labels{vector: vector, known: make(map[string]prometheus.Counter)}
}

// count counts a word, or "other" when there are too many words already.
func (l *labels) count(word string) { l.counter(word).Inc() }

func (l *labels) counter(word string) prometheus.Counter {
	l.mu.RLock()
	counter := l.known[word]
	l.mu.RUnlock()
	if counter != nil {
		return counter
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if counter = l.known[word]; counter == nil {
		if len(l.known) >= maxLabels {
			return l.vector.WithLabelValues(other)
		}
		counter = l.vector.WithLabelValues(word)
		l.known[word] = counter
	}
	return counter
}

// names counts facts by the names of their types, in snake_case.
type names struct {
	labels *labels
	types  sync.Map // reflect.Type of a fact to prometheus.Counter: facts are many, and their names few
}

func newNames(vector *prometheus.CounterVec) *names { return &names{labels: newLabels(vector)} }

func (n *names) count(fact messages.Fact) {
	kind := reflect.TypeOf(fact)
	counter, known := n.types.Load(kind)
	if !known {
		name := kind.Name()
		if kind.Kind() == reflect.Pointer {
			name = kind.Elem().Name()
		}
		counter, _ = n.types.LoadOrStore(kind, n.labels.counter(snakeCase(name)))
	}
	counter.(prometheus.Counter).Inc()
}

// snakeCase turns PieceVerified into piece_verified.
func snakeCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
