package world
import ("testing";"os";"strconv";"time";"fmt";"swarm/messages")
func TestSweep(t *testing.T) {
	n,_ := strconv.Atoi(os.Getenv("SWEEP")); if n==0 {t.Skip()}
	for seed := range uint64(n) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := newRand(seed, "sweep")
			nodes := 3+r.IntN(20)
			links := make([]Link, nodes)
			for i := range links {
				l := Link{Up: int64(50_000<<r.IntN(10)), Delay: time.Duration(r.IntN(60))*time.Millisecond, Jitter: time.Duration(r.IntN(10))*time.Millisecond}
				l.Down = l.Up*int64(1+r.IntN(8))
				l.Loss = r.Float64()*r.Float64()*0.2; l.Duplicate=r.Float64()*0.02; l.Reorder=r.Float64()*0.02; l.Corrupt=r.Float64()*0.001
				links[i]=l
			}
			length := int64(r.IntN(16<<20))
			p := int64(16<<10)<<r.IntN(7)
			s := newSwarm(t, plan{options: Options{Seed: seed}, nodes: nodes, link: func(i int) Link {return links[i]}, length: length, piece: p})
			start := s.world.Now()
			for range r.IntN(10) {
				v := s.nodes[1+r.IntN(nodes-1)]
				at := time.Duration(r.IntN(60000))*time.Millisecond
				s.world.At(at, func(){ v.Crash() })
				s.world.At(at+time.Duration(r.IntN(20000))*time.Millisecond, func(){ if !v.Alive() { v.Restart(); v.Fetch(s.file)} })
			}
			if r.IntN(3)==0 {
				s.world.At(time.Duration(r.IntN(30000))*time.Millisecond, func(){ s.world.StopTracker(); if r.IntN(2)==0 {s.world.ForgetTracker()} })
				s.world.At(time.Duration(30000+r.IntN(30000))*time.Millisecond, func(){ s.world.AddTracker() })
			}
			if r.IntN(3)==0 {
				s.world.At(time.Duration(r.IntN(30000))*time.Millisecond, func(){ s.world.Isolate(messages.NodeID(1+r.IntN(nodes)), messages.NodeID(1+r.IntN(nodes))) })
				s.world.At(time.Duration(30000+r.IntN(30000))*time.Millisecond, func(){ s.world.Heal() })
			}
			if os.Getenv("DUMP")!="" { f,_ := os.Create(os.Getenv("DUMP")); t.Cleanup(func(){ f.Close() }); obs := s.world.options.Observe; s.world.options.Observe = func(at time.Duration, fact messages.Fact){ fmt.Fprintf(f, "%v %T%+v\n", at, fact, fact); obs(at,fact) } }
			s.world.RunFor(80*time.Second)
			s.mustComplete(2*time.Hour)
			c := s.world.Counts()
			need := float64(length)*float64(nodes-1)
			ev,tu := s.world.Events()
			t.Logf("n=%d len=%d piece=%d took=%v waste=%.2f rejected=%d reassigned=%d restarts=%d letters=%d ev=%d turns=%d", nodes, length, p, s.world.Now()-start, float64(c.BlockBytes)/need, count[messages.PieceRejected](s), count[messages.ChunkReassigned](s), count[messages.ActorRestarted](s), s.world.DeadLetters(), ev, tu)
			if s.crashes.Len()>0 { t.Errorf("crashes: %s", s.crashes.String()[:min(3000,s.crashes.Len())]) }
		})
	}
}
