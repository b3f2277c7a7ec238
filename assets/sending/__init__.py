"""Telling a department what lies in its outbox: one message to one channel in, one outcome out.

Belongs here: how a message reads, how it goes over SMTP or to a robot, what the other side's answer means, the journal that
keeps anything from being sent twice. Does not belong here: what lies in the outbox (``assets.outbox``), when it is sent.
"""
