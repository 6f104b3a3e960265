// Package seeder answers the requests of other nodes for one file: which pieces are here, and their blocks. The file
// may be whole or still being downloaded; only verified pieces are served. The seeder decides what is granted, the
// uplink decides when it is sent, and the network's edge reads the payload, which does not pass through the seeder.
//
//	receives                            sends
//	Started                             *port.SeederBegan to the uplink
//	*port.Inbound with
//	  *messages.Query                   *messages.Availability to the asker
//	  *messages.Request                 *port.Grant to the uplink, or *messages.Refusal to the receiver
//	  *messages.Receipt                 *messages.ReceiptNoted to the receiver, *port.Redeem to the uplink
//	*port.Redeemed from the uplink      *port.Uploaded to the peer, if the pieces were not counted before
//	*port.Admitted from the uplink      *messages.Availability to followers, while it deals
//	*port.UplinkIdle from the uplink    *messages.Unchoke to one follower after the other
//	*port.ServeFailed from the uplink   *port.SourceLost to the peer, once; or *messages.Refusal to the receiver
//	*port.Gained from the download      *messages.Availability to followers: see followers.go
//	newsDue, dealDue (own timers)       the same
//
// While several nodes ask for a file that was whole from the beginning, the seeder deals: it shows each piece only
// until the uplink has admitted it once (see deal.go). A request for a piece that is not shown is granted all the same.
//
//	serving ──the file changed──▶ lost (refuses everything until the peer stops it)
package seeder
