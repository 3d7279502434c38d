"""`python -m helpdesk_tui` is the same as `helpdesk-tui`."""

from helpdesk_tui.cli import main

raise SystemExit(main())
