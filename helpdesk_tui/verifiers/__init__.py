"""Services outside that check a proof: what the desk asks of `ports.Verifier`.

    verifier = Radius(settings, SystemChance())
    verifier.check("ada", Secret("123456"))   → Accepted, Rejected or Challenged

No module here logs. What a service says is cleaned and cut to length where it comes in.
"""
