// Package remote is the actor for one connection with a BitTorrent peer (BEP 3, BEP 6), for one file. To a download it
// is what a path is to a native owner: it says which pieces the peer has, and fetches the blocks of streams. To the
// uplink it is a receiver: it sends what the peer requests, as far as the choker and the uplink allow. It touches no
// payload: the connection reads and writes it.
//
//	receives                                  sends
//	Started                                   *port.RemoteBegan to the choker, *port.PathBegan to the downlink
//	*port.StockSpoke from the connection      frames to the peer; see the lines below
//	*port.StockIntroduced                     *port.PeerListens to the contacts
//	*port.StockClosed                         *port.OwnerSilent to the download and its downloaders; then it stops
//	*port.Inquire from the download           *port.OwnerAnswered, once the peer has spoken, and at each change
//	speakDue (its own timer)                  *port.OwnerAnswered, if the peer has not spoken: it has nothing
//	*port.Forget
//	*port.Fetch, *port.Drop from downloaders  requests to the peer; *port.BlocksPlaced, *port.OwnerRefused
//	unchoke (a frame)                         *port.OwnerFree to the download
//	request (a frame)                         *port.Draw to the uplink
//	*port.Drawn from the uplink               blocks to the peer
//	*port.BlocksSent, *port.SendFailed from the connection
//	*port.Gained from the contacts            have (a frame) to the peer
//	interest (a frame), *port.ReportStanding  *port.RemoteStanding to the choker
//	*port.Choked from the choker              choke or unchoke (frames) to the peer
//	*port.Metered, *port.Allowed              *port.Claim, *port.Unclaim to the downlink, while downloads are limited
//	heldDue (its own timer)                   *port.Held to downloaders whose blocks wait for the limit
//	*port.Distrust from the download          *port.PeerBanned to the contacts; then it stops
//
// TCP does the congestion control: the remote requests all blocks of its streams at once, up to the number that the
// peer queues. A remote that crashes closes its connection and stops, because what the peer said before is lost.
package remote
