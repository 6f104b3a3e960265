// Package seeder answers what other nodes ask of one file: what of it is here, and its blocks. The file may be whole or
// still coming in; only verified pieces are ever served. The seeder decides what is granted; the uplink decides when it
// is sent; the network's edge reads the payload, which never passes through here.
//
//	receives                            sends
//	Started                             *port.SeederBegan to the uplink
//	*port.Inbound with
//	  *messages.Query                   *messages.Availability to the asker
//	  *messages.Request                 *port.Grant to the uplink, or *messages.Refusal to the asker
//	  *messages.Receipt                 *messages.ReceiptNoted to the asker, *port.Uploaded to the peer
//	*port.Admitted from the uplink      *messages.Availability to those who asked, while it deals
//	*port.ServeFailed from the uplink   *port.SourceLost to the peer, once; or *messages.Refusal to the asker
//	*port.Gained from the download      *messages.Availability to those who asked of late (see news)
//	newsDue, dealDue (its own timers)   the same
//
// While several ask a file that was whole from the beginning, each piece is shown only until the uplink took it in once (see
// deal): what is asked for all the same is given.
//
//	serving ──the file changed──▶ lost (refuses everything until the peer stops it)
package seeder
