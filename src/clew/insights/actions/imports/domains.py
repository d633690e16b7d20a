"""Domains that tell the company somebody writes from."""

_NAMES = """
126.com 139.com 163.com 189.cn abv.bg alice.it aliyun.com aol.com arcor.de att.net bellsouth.net bigpond.com bk.ru
bluewin.ch bol.com.br btinternet.com centrum.cz charter.net comcast.net cox.net daum.net docomo.ne.jp duck.com
earthlink.net email.com email.cz ezweb.ne.jp fastmail.com fastmail.fm foxmail.com free.fr freenet.de gmail.com
gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hanmail.net hey.com hotmail.be hotmail.ca hotmail.co.jp
hotmail.co.uk hotmail.com hotmail.com.br hotmail.de hotmail.es hotmail.fr hotmail.it hotmail.nl hushmail.com
icloud.com ig.com.br inbox.lv inbox.ru internode.on.net interia.pl juno.com kpnmail.nl laposte.net libero.it
list.ru live.ca live.co.uk live.com live.de live.fr live.it live.nl live.se mac.com mail.bg mail.com mail.de
mail.ee mail.ru mailbox.org mailfence.com me.com msn.com naver.com neuf.fr numericable.fr o2.co.uk o2.pl
onet.pl online.de online.no optonline.net optusnet.com.au orange.fr outlook.at outlook.be outlook.com
outlook.com.br outlook.de outlook.es outlook.fr outlook.it outlook.jp planet.nl pm.me posteo.de posteo.net
prodigy.net proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com rocketmail.com rogers.com
runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca simplelogin.com sina.com skynet.be sky.com sohu.com
softbank.ne.jp startmail.com sunrise.ch swissonline.ch sympatico.ca t-online.de talktalk.net telenet.be telia.com
telus.net terra.com.br tin.it tiscali.it tuta.com tuta.io tutamail.com tutanota.com tutanota.de ukr.net uol.com.br
verizon.net videotron.ca virgilio.it virgin.net virginmedia.com vodafone.de walla.co.il wanadoo.fr web.de
windowslive.com wp.pl xs4all.nl xtra.co.nz ya.ru yahoo.ca yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.uk
yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.de yahoo.es yahoo.fr yahoo.in yahoo.it
yandex.com yandex.ru yeah.net ymail.com ziggo.nl zoho.com zohomail.com
"""
FREE_MAIL = frozenset(_NAMES.split())
"""Mail providers: sharing one says nothing about the employer."""


def company_domain(domain: str) -> str:
    return "" if domain in FREE_MAIL else domain


def domain_of(email: str) -> str:
    """The company's part of an e-mail address; empty for a mail provider."""
    return company_domain(email.rpartition("@")[2])
