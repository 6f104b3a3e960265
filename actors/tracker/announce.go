package tracker

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// answerSwarms replies to a batch of requests of BitTorrent peers. Nothing is noted of them: there may be a hundred
// thousand in a second.
func (t *Actor) answerSwarms(ctx port.Context, asked *port.AskedSwarms) {
	now := t.ports.Clock.Now()
	for i := range asked.Asks {
		ask := &asked.Asks[i]
		ask.Failed = messages.AnnounceFailed{}
		if len(ask.Scrape) > 0 {
			t.scrape(ask)
		} else {
			t.announce(ask, now)
		}
	}
	t.setStockTimer(ctx, now)
	if asked.ReplyTo != nil {
		ctx.Send(asked.ReplyTo, asked)
	}
}

// expiredPerAnnounce is how many silent peers each announce forgets: more than it adds, so that they do not pile up
// until the timer comes.
const expiredPerAnnounce = 2

// announce takes in an announce, and names peers.
func (t *Actor) announce(ask *port.SwarmAsk, now time.Time) {
	a := &ask.Announce
	if !a.Addr.Addr().IsValid() {
		ask.Failed.Reason = "the address that the request came from is not known"
		return
	}
	t.stock.expire(now, expiredPerAnnounce)
	s, full := t.stock.announce(a, now, t.ports.Rand)
	reply := &ask.Announced
	*reply = messages.Announced{
		Interval:    t.nextAnnounce(),
		MinInterval: minAnnounceInterval, External: zoneless(a.Addr).Addr(), Peers: reply.Peers[:0],
	}
	if full {
		reply.Warning = "the tracker knows as many peers of your network as it takes: others cannot find this one"
	}
	t.measure(a.Hash, &reply.SwarmSize)
	w := newStockWish(a, ask.OneFamily)
	t.namePeers(reply, s, &w)
}

// nextAnnounce returns after which interval a peer announces again, in whole seconds.
func (t *Actor) nextAnnounce() time.Duration {
	spread := time.Duration(t.ports.Rand.IntN(2*int(announceSpread/time.Second))) * time.Second
	return announceInterval - announceSpread + spread
}

// namePeers fills a reply: native owners first, which are proven to be where they say they are, and then stock peers.
func (t *Actor) namePeers(reply *messages.Announced, s *swarm, w *stockWish) {
	var sizes, quotas [1 + crowdKinds]int
	for _, f := range t.byHash20[w.hash] {
		seeds, others := f.natives()
		if sizes[0] += others; !w.seed {
			sizes[0] += seeds
		}
	}
	if s != nil {
		for kind := range s.crowds {
			if w.wants(kind) {
				sizes[1+kind] = len(s.crowds[kind].slots)
			}
		}
	}
	divide(w.want, sizes[:], quotas[:])
	for _, f := range t.byHash20[w.hash] {
		natives := quotas[0] - len(reply.Peers)
		if natives <= 0 {
			break
		}
		wish := &wish{want: natives, now: t.ports.Clock.Now(), audience: w.audience, addrs: t.nativeAddrs,
			natives: &nativeWish{stockWish: w, claim: f.claimOf(w.hash)}}
		reply.Peers = t.choice.forStock(reply.Peers, &f.owners, wish)
		t.nativeAddrs = wish.addrs
	}
	if s == nil {
		return
	}
	divide(w.want-len(reply.Peers), sizes[1:], quotas[1:])
	for kind := range s.crowds {
		reply.Peers = s.crowds[kind].choose(reply.Peers, quotas[1+kind], w, t.ports.Rand)
	}
}

// measure adds the native owners to the size of a swarm, and counts the stock peers. It reports whether the tracker
// knows the swarm.
func (t *Actor) measure(hash messages.Hash20, size *messages.SwarmSize) (known bool) {
	*size, known = t.stock.size(hash)
	for _, f := range t.byHash20[hash] {
		known = true
		seeds, others := f.natives()
		size.Seeds, size.Others = size.Seeds+seeds, size.Others+others
	}
	return known
}

// scrape counts the peers of swarms (BEP 48).
func (t *Actor) scrape(ask *port.SwarmAsk) {
	ask.Scraped = ask.Scraped[:0]
	for _, hash := range ask.Scrape[:min(len(ask.Scrape), messages.MaxScrape)] {
		scraped := messages.Scraped{Hash: hash}
		scraped.Known = t.measure(hash, &scraped.SwarmSize)
		ask.Scraped = append(ask.Scraped, scraped)
	}
}

// stockOwners appends stock peers of a file that a native node needs: those of both hashes, if it is a hybrid.
func (t *Actor) stockOwners(named []messages.StockOwner, need *messages.Need, to audience) []messages.StockOwner {
	if len(t.stock.peers) == 0 {
		return named
	}
	hashes := [...]messages.Hash20{hash20Of(need.InfoHash), need.V1}
	var sizes, quotas [len(hashes)]int
	for i, hash := range hashes {
		if hash == (messages.Hash20{}) {
			continue
		}
		size, _ := t.stock.size(hash)
		sizes[i] = size.Seeds + size.Others
	}
	divide(messages.MaxStockOwners, sizes[:], quotas[:])
	for i, hash := range hashes {
		if quotas[i] == 0 {
			continue
		}
		named = t.stock.appendStock(named, hash, quotas[i], to, t.ports.Rand)
	}
	return named
}
