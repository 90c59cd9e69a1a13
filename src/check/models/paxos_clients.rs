//! Paxos with clients, as Stateright's example has it: servers are proposers, acceptors and
//! learners at once, and a register is what they decide.

use std::fmt;

use super::register::{Id, Message, Outbox, SERVERS_MAX, Service, Shown, Value};

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PaxosServers {
    pub majority: usize,
}

/// A round, and whose it is.
type Ballot = (u8, Id);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposal {
    request: u8,
    client: Id,
    value: Value,
}

type Accepted = Option<(Ballot, Proposal)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    ballot: Ballot,
    proposal: Option<Proposal>,
    /// What each server that is prepared had accepted.
    prepares: [Option<Accepted>; SERVERS_MAX],
    /// Who has accepted, as bits.
    accepts: u8,
    accepted: Accepted,
    decided: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Internal {
    Prepare { ballot: Ballot },
    Prepared { ballot: Ballot, accepted: Accepted },
    Accept { ballot: Ballot, proposal: Proposal },
    Accepted { ballot: Ballot },
    Decided { ballot: Ballot, proposal: Proposal },
}

impl fmt::Display for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |ballot: &Ballot| format!("{}·S{}", ballot.0, ballot.1 + 1);
        match self {
            Internal::Prepare { ballot } => write!(f, "Prepare {}", shown(ballot)),
            Internal::Prepared { ballot, accepted: None } => {
                write!(f, "Prepared {}", shown(ballot))
            }
            Internal::Prepared { ballot, accepted: Some((earlier, proposal)) } => {
                let (ballot, earlier) = (shown(ballot), shown(earlier));
                write!(f, "Prepared {ballot} · accepted {earlier} {}", Shown(proposal.value))
            }
            Internal::Accept { ballot, proposal } => {
                write!(f, "Accept {} {}", shown(ballot), Shown(proposal.value))
            }
            Internal::Accepted { ballot } => write!(f, "Accepted {}", shown(ballot)),
            Internal::Decided { ballot, proposal } => {
                write!(f, "Decided {} {}", shown(ballot), Shown(proposal.value))
            }
        }
    }
}

impl PaxosServers {
    fn on_put(me: Id, server: &mut Server, proposal: Proposal, out: &mut Outbox<Internal>) -> bool {
        if server.proposal.is_some() {
            return false;
        }
        server.proposal = Some(proposal);
        server.ballot = (server.ballot.0 + 1, me);
        server.prepares = [None; SERVERS_MAX];
        server.prepares[usize::from(me)] = Some(server.accepted);
        server.accepts = 0;
        out.broadcast(Internal::Prepare { ballot: server.ballot });
        true
    }

    fn on_prepared(
        &self,
        me: Id,
        server: &mut Server,
        (from, accepted): (Id, Accepted),
        out: &mut Outbox<Internal>,
    ) {
        server.prepares[usize::from(from)] = Some(accepted);
        let prepared = server.prepares.iter().flatten();
        if prepared.clone().count() != self.majority {
            return;
        }
        let adopted = prepared.max().copied().flatten().map(|(_, proposal)| proposal);
        let Some(proposal) = adopted.or(server.proposal) else { return };
        let ballot = server.ballot;
        server.proposal = Some(proposal);
        server.accepted = Some((ballot, proposal));
        server.accepts |= 1 << me;
        out.broadcast(Internal::Accept { ballot, proposal });
    }

    fn on_accepted(&self, server: &mut Server, from: Id, out: &mut Outbox<Internal>) {
        server.accepts |= 1 << from;
        if server.accepts.count_ones() as usize != self.majority {
            return;
        }
        let (ballot, Some(proposal)) = (server.ballot, server.proposal) else { return };
        server.decided = true;
        out.broadcast(Internal::Decided { ballot, proposal });
        out.send(proposal.client, Message::PutOk { request: proposal.request });
    }

    fn on_internal(
        &self,
        me: Id,
        server: &mut Server,
        from: Id,
        message: Internal,
        out: &mut Outbox<Internal>,
    ) -> bool {
        match message {
            Internal::Prepare { ballot } if ballot > server.ballot => {
                server.ballot = ballot;
                let accepted = server.accepted;
                out.send(from, Message::Internal(Internal::Prepared { ballot, accepted }));
            }
            Internal::Prepared { ballot, accepted } if ballot == server.ballot => {
                self.on_prepared(me, server, (from, accepted), out);
            }
            Internal::Accept { ballot, proposal } if ballot >= server.ballot => {
                server.ballot = ballot;
                server.accepted = Some((ballot, proposal));
                out.send(from, Message::Internal(Internal::Accepted { ballot }));
            }
            Internal::Accepted { ballot } if ballot == server.ballot => {
                self.on_accepted(server, from, out);
            }
            Internal::Decided { ballot, proposal } => {
                server.ballot = ballot;
                server.accepted = Some((ballot, proposal));
                server.decided = true;
            }
            _ => return false,
        }
        true
    }
}

impl Service for PaxosServers {
    type Server = Server;
    type Internal = Internal;

    fn start(&self, _: Id) -> Server {
        Server {
            ballot: (0, 0),
            proposal: None,
            prepares: [None; SERVERS_MAX],
            accepts: 0,
            accepted: None,
            decided: false,
        }
    }

    fn receive(
        &self,
        me: Id,
        server: &mut Server,
        from: Id,
        message: Message<Internal>,
        out: &mut Outbox<Internal>,
    ) -> bool {
        match (message, server.accepted) {
            (Message::Get { request }, Some((_, Proposal { value, .. }))) if server.decided => {
                out.send(from, Message::GetOk { request, value });
                true
            }
            _ if server.decided => false,
            (Message::Put { request, value }, _) => {
                PaxosServers::on_put(me, server, Proposal { request, client: from, value }, out)
            }
            (Message::Internal(message), _) => self.on_internal(me, server, from, message, out),
            _ => false,
        }
    }
}
