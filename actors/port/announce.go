package port

import "swarm/messages"

// AskedSwarms is a batch of requests of BitTorrent peers that reached an edge of the tracker. The tracker writes its
// replies into the batch, and sends it back to ReplyTo. From the moment it is posted until it comes back the batch
// belongs to the tracker. Batches and memory that is used again keep an announce cheap: a BitTorrent tracker gets many
// more of them than a tracker of native nodes gets requests.
type AskedSwarms struct {
	Asks    []SwarmAsk
	ReplyTo PID // gets this message once
}

// SwarmAsk is an announce or a scrape, and the reply to it.
type SwarmAsk struct {
	Announce  messages.Announce // unless it is a scrape
	OneFamily bool              // name only peers of the asker's own address family
	Scrape    []messages.Hash20 // of a scrape: at least one, at most messages.MaxScrape

	// The reply.
	Failed    messages.AnnounceFailed // Reason is "" if the tracker does not reject the request
	Announced messages.Announced      // its list keeps its capacity
	Scraped   []messages.Scraped      // in the order of Scrape; keeps its capacity
}
