//! The demonstration's mail.

use super::Builder;

/// A user `demo` with a few mails of the kinds one meets.
pub(super) fn builder() -> Builder {
    let inbox =
        |b: Builder, text: &str, flags: &[&str], date| b.message_with("INBOX", text, flags, Some(date));
    let mut builder = Builder::new()
        .user("demo", "demo")
        .subscribed("INBOX")
        .mailbox("Archive")
        .mailbox("Archive/2026")
        .special("Entwürfe", "\\Drafts")
        .special("Sent", "\\Sent")
        .special("Trash", "\\Trash");
    builder = inbox(builder, WELCOME, &["\\Seen"], "02-Nov-2026 09:00:00 +0100");
    builder = inbox(builder, ALTERNATIVE, &["\\Seen", "\\Answered"], "05-Nov-2026 14:12:09 +0100");
    builder = inbox(builder, ATTACHMENT, &["\\Flagged"], "11-Nov-2026 08:30:00 +0000");
    builder = inbox(builder, UTF8, &[], "16-Nov-2026 18:45:30 +0900");
    builder = inbox(builder, FORWARDED, &["$Work"], "18-Nov-2026 10:00:00 -0500");
    builder = inbox(builder, &long(), &[], "20-Nov-2026 23:59:59 +0000");
    builder.message_with("Sent", SENT, &["\\Seen"], Some("06-Nov-2026 09:15:00 +0100"))
}

const WELCOME: &str = "\
Date: Mon, 2 Nov 2026 09:00:00 +0100
From: The Postmaster <postmaster@example.org>
To: demo@example.org
Subject: Welcome
Message-ID: <welcome.1@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Welcome!

This mailbox lives in memory and is gone when the program ends.
Try everything.

--
The Postmaster
";

const ALTERNATIVE: &str = "\
Date: Thu, 5 Nov 2026 14:12:07 +0100
From: =?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.net>
To: Demo User <demo@example.org>, \"Smith, Ann\" <ann@example.org>
Cc: Project team: bob@example.com, carol@example.com;
Subject: =?UTF-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?= and the plan
Reply-To: team@example.net
Message-ID: <plan.42@example.net>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=\"=_alternative\"

This is a multi-part message in MIME format.
--=_alternative
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Sch=C3=B6ne Gr=C3=BC=C3=9Fe! The plan is attached in spirit.
--=_alternative
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Sch=C3=B6ne <b>Gr=C3=BC=C3=9Fe</b>! The plan is attached in spirit.</p>
--=_alternative--
";

const ATTACHMENT: &str = "\
Date: Wed, 11 Nov 2026 08:29:58 +0000
From: Carol <carol@example.com>
Sender: office@example.com
To: demo@example.org
Subject: The picture you asked for
Message-ID: <picture.7@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"outer boundary\"

--outer boundary
Content-Type: text/plain; charset=us-ascii
Content-Language: en

Here it is: a single pixel.
--outer boundary
Content-Type: image/gif; name=\"pixel.gif\"
Content-Transfer-Encoding: base64
Content-ID: <pixel@example.com>
Content-Description: one transparent pixel
Content-Disposition: attachment; filename=\"pixel.gif\"; size=43

R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7
--outer boundary--
";

const UTF8: &str = "\
Date: Mon, 16 Nov 2026 18:45:28 +0900
From: =?UTF-8?B?5bGx55Sw5aSq6YOO?= <taro@example.jp>
To: demo@example.org
Subject: =?UTF-8?B?44GT44KT44Gr44Gh44Gv?=
In-Reply-To: <welcome.1@example.org>
References: <welcome.1@example.org>
Message-ID: <konnichiwa@example.jp>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

こんにちは、世界。

Ελληνικά, русский, עברית, 🙂
";

const FORWARDED: &str = "\
Date: Wed, 18 Nov 2026 10:00:00 -0500
From: Bob <bob@example.com>
To: demo@example.org
Subject: Fwd: minutes
Message-ID: <fwd.9@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=fwd

--fwd

See below.
--fwd
Content-Type: message/rfc822
Content-Disposition: inline

Date: Tue, 17 Nov 2026 16:00:00 -0500
From: Dave <dave@example.com>
To: bob@example.com
Subject: minutes
Message-ID: <minutes@example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=min

--min
Content-Type: text/plain

1. Decided.
2. Postponed.
--min
Content-Type: text/html

<ol><li>Decided.<li>Postponed.</ol>
--min--

--fwd--
";

const SENT: &str = "\
Date: Fri, 6 Nov 2026 09:14:55 +0100
From: Demo User <demo@example.org>
To: juergen@example.net
Subject: Re: the plan
Message-ID: <re.plan@example.org>
In-Reply-To: <plan.42@example.net>

Agreed.
";

/// About a hundred kilobytes.
fn long() -> String {
    let mut text = String::from(
        "Date: Fri, 20 Nov 2026 23:59:58 +0000\n\
         From: Log Watch <root@example.org>\n\
         To: demo@example.org\n\
         Subject: A long report\n\
         Message-ID: <report@example.org>\n\
         MIME-Version: 1.0\n\
         Content-Type: text/plain; charset=us-ascii\n\n",
    );
    for line in 1..=1500 {
        text.push_str(&format!("line {line:05}: nothing happened, and it was written down with care\n"));
    }
    text
}
