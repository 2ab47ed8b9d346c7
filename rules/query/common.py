"""Words so common that a query made of them alone catches nearly everything."""

_WORDS = """
a about after all also am an and any are as at be because been but by can could did do does for from get go good
great had has have he her here him his how i if in into is it its just know like love make me more my new no not
now of on one only or our out people really she so some than that the their them then there these they thing this
time to up us very want was way we well were what when which who why will with would yes you your
aber als am auch auf aus bei das dass dem den der des die ein eine einen er es für haben hat ich im in ist ja mit
nicht noch nur oder sich sie sind so und von war was wie wir zu
au avec c ce ces dans de des du elle en est et il ils je la le les mais ne nous on ou par pas plus pour que qui sa
se son sur tu un une vous
al como con de del el en es esta este la las lo los más me mi muy no para pero por que se si sin su te un una y yo
che di e gli ha ho i il io ma mi nel non per più sono è
e o os as um uma não com em do da na no que het een van ik je niet maar
"""
COMMON = frozenset(_WORDS.split())
